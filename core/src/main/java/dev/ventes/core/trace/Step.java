package dev.ventes.core.trace;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a service has done with a change.
 *
 * @param did in one word
 * @param trace of the change; its span is the step before
 * @param details for whoever reads of it: short words and numbers, never what is in the sale
 */
public record Step(String did, Trace trace, Instant from, Instant until, Map<String, Object> details) {
    public Step {
        details = new LinkedHashMap<>(details);
    }

    public static Step of(String did, Trace trace, Instant from, Instant until) {
        return new Step(did, trace, from, until, Map.of());
    }

    /** Adds a detail. */
    public Step with(String name, Object value) {
        details.put(name, value);
        return this;
    }
}
