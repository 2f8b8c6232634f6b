package io.turngap.load;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;

/** A metric as OpenTelemetry's SDK exports it. */
record OtlpReading(Resource resource, String name, String description, String unit, MetricDataType type, Data<?> data)
        implements MetricData {

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.turngap.load");

    /**
     * Takes over what was read.
     *
     * @param startNanos when counting began, ns since 1970
     * @param nowNanos when it was read, ns since 1970
     */
    static OtlpReading of(LiveMetric metric, Resource resource, long startNanos, long nowNanos) {
        return switch (metric) {
            case LiveMetric.Counter counter ->
                new OtlpReading(
                        resource,
                        counter.name(),
                        counter.help(),
                        "",
                        MetricDataType.LONG_SUM,
                        SumData.createLongSumData(
                                true,
                                AggregationTemporality.CUMULATIVE,
                                counter.values().entrySet().stream()
                                        .map(entry -> LongPointData.create(
                                                startNanos,
                                                nowNanos,
                                                attributes(counter.label(), entry.getKey()),
                                                entry.getValue()))
                                        .toList()));
            case LiveMetric.Gauge gauge ->
                new OtlpReading(
                        resource,
                        gauge.name(),
                        gauge.help(),
                        "",
                        MetricDataType.LONG_GAUGE,
                        GaugeData.createLongGaugeData(List.of(
                                LongPointData.create(startNanos, nowNanos, Attributes.empty(), gauge.value()))));
            case LiveMetric.Durations durations ->
                new OtlpReading(
                        resource,
                        durations.name(),
                        durations.help(),
                        "s",
                        MetricDataType.HISTOGRAM,
                        HistogramData.create(
                                AggregationTemporality.CUMULATIVE,
                                List.of(HistogramPointData.create(
                                        startNanos,
                                        nowNanos,
                                        Attributes.empty(),
                                        durations.sumS(),
                                        false,
                                        0,
                                        false,
                                        0,
                                        durations.boundsS(),
                                        durations.counts()))));
        };
    }

    private static Attributes attributes(String label, String value) {
        return label.isEmpty() ? Attributes.empty() : Attributes.of(AttributeKey.stringKey(label), value);
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public String getUnit() {
        return unit;
    }

    @Override
    public MetricDataType getType() {
        return type;
    }

    @Override
    public Data<?> getData() {
        return data;
    }
}
