package dev.ventes.core.sale;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a sale under PostgreSQL's names, in the table's order, without the key. Immutable. Columns that we
 * know have their own type ({@link #PRIX_UNITAIRE} is a {@link BigDecimal}, {@link #DATE_VENTE} an {@link Instant});
 * those that a user's table adds pass through as they came: {@link String}, {@link Long}, {@link BigDecimal},
 * {@link Boolean}, a {@link List} or a {@link Map} of these, or null. A known column whose value has no such type
 * (the price {@code NaN}, the date {@code infinity}) stays the string that PostgreSQL gave.
 */
public final class Columns {
    public static final String ID = "id";
    public static final String PRODUIT = "produit";
    public static final String QUANTITE = "quantite";
    public static final String PRIX_UNITAIRE = "prix_unitaire";
    public static final String DATE_VENTE = "date_vente";
    public static final String CLIENT = "client";
    public static final String PAYS = "pays";
    /** Ours, not PostgreSQL's: quantite × prix_unitaire. */
    public static final String MONTANT_TOTAL = "montant_total";

    /** The columns that every sale has beside its key, in the table's order. */
    public static final List<String> TABLE = List.of(PRODUIT, QUANTITE, PRIX_UNITAIRE, DATE_VENTE, CLIENT, PAYS);

    private final Map<String, Object> values;

    private Columns(Map<String, Object> values) {
        this.values = values;
    }

    /** A copy of {@code values}, in their order. */
    public static Columns of(Map<String, ?> values) {
        return new Columns(new LinkedHashMap<>(values));
    }

    /** Takes {@code values} over: the caller gives it up. For the decoders, which build one map per record. */
    public static Columns owning(Map<String, Object> values) {
        return new Columns(values);
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value, or null where the column is null or missing. */
    public Object get(String name) {
        return values.get(name);
    }

    /** These columns with {@code other}'s values over them; the ones that {@code other} does not name stay. */
    public Columns with(Map<String, ?> other) {
        var merged = new LinkedHashMap<>(values);
        merged.putAll(other);
        return new Columns(merged);
    }

    /** These columns without that one. */
    public Columns without(String name) {
        var rest = new LinkedHashMap<>(values);
        rest.remove(name);
        return new Columns(rest);
    }

    /**
     * These columns with a JSON merge patch (RFC 7396) over them: objects are merged, and null removes; except for the
     * columns that every sale has, where null is a value as in PostgreSQL.
     */
    public Columns patchedWith(Columns patch) {
        var patched = new LinkedHashMap<>(values);
        patch.values.forEach((name, value) -> {
            if (value == null && TABLE.contains(name)) {
                patched.put(name, null);
            } else {
                patch(patched, name, value);
            }
        });
        return new Columns(patched);
    }

    private static void patch(Map<String, Object> target, String name, Object value) {
        switch (value) {
            case null -> target.remove(name);
            case Map<?, ?> object -> {
                var merged = new LinkedHashMap<String, Object>();
                if (target.get(name) instanceof Map<?, ?> present) {
                    present.forEach((field, its) -> merged.put((String) field, its));
                }
                object.forEach((field, its) -> patch(merged, (String) field, its));
                target.put(name, merged);
            }
            default -> target.put(name, value);
        }
    }

    /** The columns named in {@code names} only. */
    public Columns retain(Set<String> names) {
        var kept = new LinkedHashMap<>(values);
        kept.keySet().retainAll(names);
        return new Columns(kept);
    }

    /** The columns whose value here is not that of {@code base}, by value: 5.00 is 5.0000. */
    public Map<String, Object> differencesFrom(Columns base) {
        var differences = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> {
            if (!base.has(name) || !sameValue(value, base.get(name))) {
                differences.put(name, value);
            }
        });
        return differences;
    }

    /** The same columns with the same values, whatever their order and the scale of their numbers. */
    public boolean sameAs(Columns other) {
        return names().equals(other.names()) && differencesFrom(other).isEmpty();
    }

    private static boolean sameValue(Object a, Object b) {
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return x.compareTo(y) == 0;
        }
        return a == null ? b == null : a.equals(b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Columns columns && values.equals(columns.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
