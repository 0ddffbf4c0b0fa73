package dev.ventes.api.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that is wrong, with the sentence that says so and the one that says what to do.
 *
 * @param about the instance that it is about; null where it is about none
 * @param values what is filled into the sentences
 */
record Fault(
        FaultCode code,
        FaultCode.Part part,
        String about,
        Severity severity,
        String what,
        @JsonProperty("do") String remedy,
        String runbook,
        Map<String, Object> values) {

    static final Comparator<Fault> WORST_FIRST =
            Comparator.comparing(Fault::severity).thenComparing(Fault::code);

    /** The worst first. */
    enum Severity {
        /** Sales do not get through, or what shows may be wrong. */
        CRITICAL,
        WARNING;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Fault {
        values = Map.copyOf(values);
    }

    static Fault critical(FaultCode code, Map<String, Object> values) {
        return of(code, Severity.CRITICAL, values);
    }

    static Fault warning(FaultCode code, Map<String, Object> values) {
        return of(code, Severity.WARNING, values);
    }

    private static Fault of(FaultCode code, Severity severity, Map<String, Object> values) {
        return new Fault(
                code,
                code.part(),
                (String) values.get(FaultCode.INSTANCE),
                severity,
                filled(code.what(), values),
                filled(code.remedy(), values),
                code.runbook(),
                values);
    }

    private static String filled(String sentence, Map<String, Object> values) {
        var text = sentence;
        for (var value : new TreeMap<>(values).entrySet()) {
            text = text.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        return text;
    }
}
