package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the instrument's process held on to at the end of a second: what only ever rises while the load stands is a leak. What the system
 * does not tell is absent.
 *
 * @param heapAfterGcMb heap in use after the last collection, MB; absent before the first
 * @param directMb memory of buffers outside the heap, MB
 * @param residentMb memory that the system gave the process, MB: heap, buffers, code, stacks
 * @param threads platform threads that are alive
 * @param descriptors files and sockets that are open
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Holdings(
        @JsonProperty("heap_after_gc_mb") @Nullable Double heapAfterGcMb,
        @JsonProperty("direct_mb") @Nullable Double directMb,
        @JsonProperty("resident_mb") @Nullable Double residentMb,
        @Nullable Integer threads,
        @Nullable Long descriptors) {}
