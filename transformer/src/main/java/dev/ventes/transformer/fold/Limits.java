package dev.ventes.transformer.fold;

import dev.ventes.core.log.Json;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.topic.Topics;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.types.Decimal128;

/**
 * What a sale must keep to so that MongoDB and the topics take it. Checked before anything is published: a batch that
 * fails halfway would fail for ever. Sizes need no check where a change says all of the sale: it is at most 1 MiB, so that
 * a sale made of two of them stays below the 4 MiB of {@code ventes.enriched} and far below MongoDB's 16. A patched sale
 * must not be larger than one that is sent as a whole, or patch after patch would make it grow.
 */
final class Limits {
    private static final Set<String> RESERVED = Set.of("_id", "_sync", Columns.MONTANT_TOTAL);

    private Limits() {}

    /** What is wrong with the columns, in a sentence, if anything is. */
    static Optional<String> fault(Columns columns, BigDecimal total) {
        for (var column : columns.asMap().entrySet()) {
            var name = column.getKey();
            if (RESERVED.contains(name)) {
                return Optional.of("the column name " + name + " is reserved");
            }
            var fault = faultOfName(name).or(() -> faultOfValue(name, column.getValue()));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return total == null || isDecimal128(total)
                ? Optional.empty()
                : Optional.of(Columns.MONTANT_TOTAL + " does not fit into 34 digits");
    }

    /** Whether a change that says all of these columns would be too large for the log, in a sentence. */
    static Optional<String> tooLarge(Columns columns) {
        var size = Json.bytes(json -> {
                    json.writeStartObject();
                    ColumnsJson.writeFieldsExactly(json, columns);
                    json.writeEndObject();
                })
                .length;
        return size <= Topics.CHANGE_BYTES
                ? Optional.empty()
                : Optional.of("the sale would have " + size + " bytes, and may have " + Topics.CHANGE_BYTES);
    }

    private static Optional<String> faultOfName(String name) {
        if (name.isEmpty() || name.startsWith("$") || name.indexOf('\0') >= 0) {
            return Optional.of("the name \"" + name.replace('\0', '␀') + "\" cannot be a field of MongoDB");
        }
        return Optional.empty();
    }

    private static Optional<String> faultOfValue(String name, Object value) {
        return switch (value) {
            case BigDecimal decimal when !isDecimal128(decimal) -> Optional.of(name + " does not fit into 34 digits");
            case List<?> list ->
                list.stream()
                        .flatMap(element -> faultOfValue(name, element).stream())
                        .findFirst();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .flatMap(entry ->
                                faultOfName((String) entry.getKey())
                                        .or(() -> faultOfValue(name, entry.getValue()))
                                        .stream())
                        .findFirst();
            case null, default -> Optional.empty();
        };
    }

    private static boolean isDecimal128(BigDecimal decimal) {
        try {
            return new Decimal128(decimal).bigDecimalValue().compareTo(decimal) == 0;
        } catch (NumberFormatException | ArithmeticException outOfRange) {
            return false;
        }
    }
}
