package dev.ventes.api.read;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Sorts.descending;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.conversions.Bson;

/**
 * A place in the list of all sales, newest first; what follows it is read from an index, however far down it is. The
 * list has three stretches, since MongoDB compares values of one type only: sales with a date, sales whose date is none
 * ({@code infinity} stays a string), sales without one. Markers of deleted sales have no columns, so that only the last
 * stretch has to leave them out.
 */
public sealed interface Cursor {
    /** Before the first sale. */
    Cursor START = new Dated(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Which sales of this stretch follow. */
    Bson filter();

    Bson ORDER = descending(Columns.DATE_VENTE, "_id");

    /** The beginning of the stretch after this one. */
    Optional<Cursor> nextStretch();

    /** Opaque to callers. */
    String text();

    /** At a sale with a date, milliseconds since 1970. */
    record Dated(long date, long id) implements Cursor {
        private static final BsonDateTime EARLIEST = new BsonDateTime(Long.MIN_VALUE);

        @Override
        public Bson filter() {
            return and(gte(Columns.DATE_VENTE, EARLIEST), upTo(new BsonDateTime(date), id));
        }

        @Override
        public Optional<Cursor> nextStretch() {
            return Optional.of(new Odd(null, Long.MAX_VALUE));
        }

        @Override
        public String text() {
            return encode("d." + date + "." + id);
        }
    }

    /**
     * At a sale whose date is text.
     *
     * @param date null at the stretch's beginning: no text is the last one
     */
    record Odd(String date, long id) implements Cursor {
        @Override
        public Bson filter() {
            var text = gte(Columns.DATE_VENTE, "");
            return date == null ? text : and(text, upTo(date, id));
        }

        @Override
        public Optional<Cursor> nextStretch() {
            return Optional.of(new Undated(Long.MAX_VALUE));
        }

        @Override
        public String text() {
            return encode("o." + id + "." + date);
        }
    }

    /** At a sale without a date. */
    record Undated(long id) implements Cursor {
        @Override
        public Bson filter() {
            return and(eq(Columns.DATE_VENTE, null), lt("_id", id), exists("_sync.deleted", false));
        }

        @Override
        public Optional<Cursor> nextStretch() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return encode("u." + id);
        }
    }

    /** The place right after this sale. */
    static Cursor after(SaleDocument sale) {
        return switch (sale.columns().get(Columns.DATE_VENTE)) {
            case Instant date -> new Dated(date.toEpochMilli(), sale.id());
            case String text -> new Odd(text, sale.id());
            case null, default -> new Undated(sale.id());
        };
    }

    /** What {@link #text} wrote; empty if it did not. */
    static Optional<Cursor> parse(String text) {
        try {
            var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var parts = decoded.split("\\.", 3);
            return switch (parts[0]) {
                case "d" -> Optional.of(new Dated(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
                case "o" -> Optional.of(new Odd(parts[2], Long.parseLong(parts[1])));
                case "u" -> Optional.of(new Undated(Long.parseLong(parts[1])));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException notACursor) {
            return Optional.empty();
        }
    }

    private static Bson upTo(Object value, long id) {
        return and(lte(Columns.DATE_VENTE, value), or(lt(Columns.DATE_VENTE, value), lt("_id", id)));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
