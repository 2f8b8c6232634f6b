package io.turngap.measure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one way in which this room reads and writes JSON. */
final class Json {

    /**
     * Unknown fields are passed over: a newer version may have written them. A number that is none, such as "NaN" or 1e400, is damage. Safe
     * for many threads.
     */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addDeserializer(Double.class, new Finite(Double.class, null))
                    .addDeserializer(Double.TYPE, new Finite(Double.TYPE, 0.0)))
            .build();

    private Json() {}

    /** What is wrong with a text, for people: where, and without the names of our classes. */
    static String reason(JsonProcessingException e) {
        String what = String.valueOf(e.getOriginalMessage())
                .replaceAll(" \\(start marker at \\[Source: [^\\]]*\\]\\)", "")
                .replaceAll("`(?:[a-z]+\\.)+([A-Za-z$]+)[^`]*`", "$1");
        String field = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return field.isEmpty() ? what : field + ": " + what;
    }

    private static final class Finite extends NumberDeserializers.DoubleDeserializer {

        private static final long serialVersionUID = 1L;

        Finite(Class<Double> of, @Nullable Double missing) {
            super(of, missing);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Double number = super.deserialize(parser, context);
            if (number != null && !Double.isFinite(number)) {
                throw context.weirdStringException(String.valueOf(number), Double.class, "a finite number is expected");
            }
            return number;
        }
    }
}
