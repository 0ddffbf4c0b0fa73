package dev.ventes.api.read;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.ventes.api.query.Criterion;
import dev.ventes.api.query.Query;
import dev.ventes.api.query.Range;
import dev.ventes.api.query.SortField;
import dev.ventes.api.query.ValueType;
import dev.ventes.api.sale.Fields;
import dev.ventes.core.view.SaleIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;

/**
 * A query as MongoDB is asked it. The list is read in stretches, since MongoDB compares values of one type only: first
 * the sales whose value is of the sort column's type, in the order that is asked for; then the odd ones
 * ({@code infinity} as a date stays text) and those without a value, always with the latter at the end. Each alternative
 * of a stretch is one range of the index, from which it is read in order: nothing is skipped, nothing is sorted. Markers
 * of deleted sales have no columns, so that only where a column may be missing they have to be left out.
 */
final class Listing {
    private static final Bson ALIVE = exists("_sync.deleted", false);
    private static final Range EVERYTHING = new Range(Optional.empty(), Optional.empty());

    private final Query query;
    private final List<Bson> criteria;
    private final String field;
    private final boolean byId;

    /** A part of the list that MongoDB gives in order. */
    record Stretch(Bson filter, Bson sort) {}

    /** What is to be counted, and by which index. */
    record Counted(Bson filter, Bson hint) {}

    Listing(Query query) {
        this.query = query;
        byId = query.sort().field() == SortField.ID;
        field = byId ? "_id" : query.sort().field().column();
        criteria = query.filter().criteria().entrySet().stream()
                .flatMap(asked -> conditions(asked.getKey(), asked.getValue()))
                .toList();
    }

    SortField sort() {
        return query.sort().field();
    }

    /** The stretches in which the page at this place lies, in the direction of reading. */
    List<Stretch> stretches(Optional<Cursor> from) {
        var backward = from.filter(Cursor::backward).isPresent();
        var type = query.sort().field().type();
        var inMain = from.filter(cursor -> cursor.type() == type);
        var inRest = from.filter(cursor -> cursor.type() != type);
        var main = inRest.isPresent() && !backward ? Optional.<Stretch>empty() : Optional.of(main(inMain, backward));
        var hasRest = !byId && query.range().isEmpty() && !(inMain.isPresent() && backward);
        var rest = hasRest ? Optional.of(rest(inRest, backward)) : Optional.<Stretch>empty();
        var both =
                new ArrayList<>(Stream.of(main, rest).flatMap(Optional::stream).toList());
        return backward ? both.reversed() : both;
    }

    /** All sales of the list, in whatever order, and perhaps {@link #markers}. */
    Counted all() {
        var conditions = new ArrayList<>(criteria);
        query.range()
                .ifPresent(range -> conditions.add(within(query.sort().field().type(), range)));
        return conditions.isEmpty()
                // No condition at all would not be counted by an index.
                ? new Counted(gte("_id", Long.MIN_VALUE), Indexes.ascending("_id"))
                : new Counted(and(conditions), hint());
    }

    /** The markers that {@link #all} has; empty where it can have none, since a marker has no columns. */
    Optional<Counted> markers() {
        var byColumn = query.range().isPresent()
                || query.filter().criteria().keySet().stream().anyMatch(criterion -> criterion != Criterion.SOURCE);
        var conditions = new ArrayList<>(criteria);
        conditions.add(gte("_sync.deleted", new BsonDateTime(Long.MIN_VALUE)));
        return byColumn ? Optional.empty() : Optional.of(new Counted(and(conditions), SaleIndex.DELETED.keys()));
    }

    /** The index, so that MongoDB merges the alternatives in its order: by itself it may sort instead (SERVER-19114). */
    Bson hint() {
        return query.shape().index().map(SaleIndex::keys).orElse(Indexes.ascending("_id"));
    }

    /** What of a document is needed. */
    Bson projection(Fields fields) {
        return fields.names().isEmpty()
                ? Projections.exclude("_sync")
                : Projections.include(Stream.concat(fields.columns().stream(), Stream.of(field))
                        .distinct()
                        .toList());
    }

    private static Stream<Bson> conditions(Criterion criterion, String value) {
        return switch (criterion) {
            case PRODUIT, CLIENT, PAYS -> Stream.of(eq(criterion.parameter(), value));
            case SOURCE -> Stream.of(eq("_sync.source", value));
            // The rarest word should be looked up, and that is more likely a long one.
            case Q ->
                Stream.of(value.split(" "))
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(word -> eq("_sync.words", word));
        };
    }

    private Stretch main(Optional<Cursor> from, boolean backward) {
        var descending = query.sort().descending() != backward;
        var within = within(query.sort().field().type(), query.range().orElse(EVERYTHING));
        var alternatives = from.map(cursor -> from(cursor, descending, within))
                .orElse(List.of(byId ? and(within, ALIVE) : within));
        return stretch(alternatives, descending);
    }

    /** In MongoDB's order of types, backwards, so that those without a value are the last. */
    private Stretch rest(Optional<Cursor> from, boolean backward) {
        var alternatives = new ArrayList<Bson>();
        for (var type : ValueType.values()) {
            var beyond = from.isEmpty()
                    || (backward
                            ? type.compareTo(from.get().type()) > 0
                            : type.compareTo(from.get().type()) < 0);
            if (type != query.sort().field().type()) {
                if (beyond) {
                    alternatives.add(of(type));
                } else if (type == from.get().type()) {
                    alternatives.addAll(from(from.get(), !backward, of(type)));
                }
            }
        }
        return stretch(alternatives, !backward);
    }

    private Stretch stretch(List<Bson> alternatives, boolean descending) {
        var complete = alternatives.stream()
                .map(one -> and(Stream.concat(criteria.stream(), Stream.of(one)).toList()))
                .toList();
        var keys = byId ? List.of("_id") : List.of(field, "_id");
        return new Stretch(
                complete.size() == 1 ? complete.getFirst() : or(complete),
                descending ? Sorts.descending(keys) : Sorts.ascending(keys));
    }

    /** The rest of the sales with the same value, and those beyond it. */
    private List<Bson> from(Cursor cursor, boolean descending, Bson within) {
        Bson beyondId = cursor.inclusive()
                ? descending ? lte("_id", cursor.id()) : gte("_id", cursor.id())
                : descending ? lt("_id", cursor.id()) : gt("_id", cursor.id());
        if (byId) {
            return List.of(and(within, beyondId, ALIVE));
        }
        if (cursor.type() == ValueType.NONE) {
            return List.of(and(of(ValueType.NONE), beyondId));
        }
        return List.of(
                and(eq(field, cursor.value()), beyondId),
                and(within, descending ? lt(field, cursor.value()) : gt(field, cursor.value())));
    }

    private Bson of(ValueType type) {
        return type == ValueType.NONE ? and(eq(field, null), ALIVE) : within(type, EVERYTHING);
    }

    /** Where the range is open it ends with the type. */
    private Bson within(ValueType type, Range range) {
        var ends = new ArrayList<Bson>();
        range.min().or(() -> lowest(type)).ifPresent(min -> ends.add(gte(field, min)));
        range.max().or(() -> highest(type)).ifPresent(max -> ends.add(lte(field, max)));
        return and(ends);
    }

    private static Optional<Object> lowest(ValueType type) {
        return Optional.of(
                switch (type) {
                    case NUMBER -> Decimal128.NEGATIVE_INFINITY;
                    case TEXT -> "";
                    case BOOLEAN -> false;
                    case DATE -> new BsonDateTime(Long.MIN_VALUE);
                    case NONE -> throw new IllegalArgumentException("no value is not above another");
                });
    }

    private static Optional<Object> highest(ValueType type) {
        return switch (type) {
            case NUMBER -> Optional.of(Decimal128.POSITIVE_INFINITY);
            // There is always a longer one; MongoDB itself ends with the type.
            case TEXT -> Optional.empty();
            case BOOLEAN -> Optional.of(true);
            case DATE -> Optional.of(new BsonDateTime(Long.MAX_VALUE));
            case NONE -> throw new IllegalArgumentException("no value is not below another");
        };
    }
}
