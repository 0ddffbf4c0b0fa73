package dev.ventes.core.indicator;

/**
 * What a bucket counts.
 *
 * @param groupe the first part, by which buckets are read together, such as a period; null where the sale has none
 * @param valeur the second part, such as a product; null where the sale has none, and where the view has no second part
 */
public record BucketKey(String groupe, String valeur) {
    /** As text, a different one for each key. */
    public String text() {
        return part(groupe) + " " + part(valeur);
    }

    private static String part(String part) {
        return part == null ? "-" : part.length() + ":" + part;
    }
}
