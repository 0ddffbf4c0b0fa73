package dev.ventes.api.read;

import dev.ventes.api.query.Query;
import dev.ventes.api.query.SortField;
import dev.ventes.api.query.ValueType;
import dev.ventes.api.sale.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.bson.types.Decimal128;

/**
 * A place in a list, before or after a sale, and the direction in which a page is read from there. It names the sale by
 * what the list is sorted by, not by a count, so that what is written meanwhile moves nothing, and every page costs the
 * same however far down it is.
 *
 * @param inclusive whether the sale itself is the first of the page
 * @param value the sale's in the sort column, null where it has none
 */
public record Cursor(boolean backward, boolean inclusive, Object value, long id) {
    /** The place right after this sale, towards the end of the list. */
    static Cursor after(Row sale, SortField sort) {
        return new Cursor(false, false, comparable(sale.get(sort.column())), sale.id());
    }

    /** The place right before it, towards the beginning. */
    static Cursor before(Row sale, SortField sort) {
        return new Cursor(true, false, comparable(sale.get(sort.column())), sale.id());
    }

    /** The same place, looked at in the other direction. */
    Cursor turned() {
        return new Cursor(!backward, !inclusive, value, id);
    }

    /** Opaque to callers, and bound to the query. */
    String text(Query query) {
        var text = String.join(
                ".",
                (backward ? "b" : "f") + (inclusive ? "i" : "x") + tag(),
                query.fingerprint(),
                String.valueOf(id),
                value instanceof Instant date ? String.valueOf(date.toEpochMilli()) : String.valueOf(value));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #text} wrote for the same query; empty if it did not. */
    static Optional<Cursor> parse(String text, Query query) {
        try {
            var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var parts = decoded.split("\\.", 4);
            if (!parts[0].matches("[bf][ix][nldtoe]") || !parts[1].equals(query.fingerprint())) {
                return Optional.empty();
            }
            var id = Long.parseLong(parts[2]);
            var value = value(parts[0].charAt(2), parts[3]);
            return query.sort().field() == SortField.ID && !Long.valueOf(id).equals(value)
                    ? Optional.empty()
                    : Optional.of(new Cursor(parts[0].charAt(0) == 'b', parts[0].charAt(1) == 'i', value, id));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notACursor) {
            return Optional.empty();
        }
    }

    ValueType type() {
        return ValueType.of(value);
    }

    private char tag() {
        return switch (value) {
            case Long n -> 'l';
            case BigDecimal n -> 'd';
            case String s -> 't';
            case Boolean b -> 'o';
            case Instant date -> 'e';
            case null, default -> 'n';
        };
    }

    private static Object value(char tag, String text) {
        return switch (tag) {
            case 'l' -> Long.valueOf(text);
            case 'd' -> new Decimal128(new BigDecimal(text)).bigDecimalValue();
            case 't' -> text;
            case 'o' -> Boolean.valueOf(text);
            case 'e' -> Instant.ofEpochMilli(Long.parseLong(text));
            default -> null;
        };
    }

    /** Of a type that no list is sorted by, all values are the same: none. */
    private static Object comparable(Object value) {
        return ValueType.of(value) == ValueType.NONE ? null : value;
    }
}
