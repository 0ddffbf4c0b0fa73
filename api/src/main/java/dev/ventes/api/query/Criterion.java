package dev.ventes.api.query;

import java.util.Locale;

/** What a sale may be asked to be, besides lying in a range. */
public enum Criterion {
    PRODUIT,
    CLIENT,
    PAYS,
    SOURCE,
    /** Words of the product. */
    Q;

    /** The parameter's name; that of the column, too, where it is one. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }
}
