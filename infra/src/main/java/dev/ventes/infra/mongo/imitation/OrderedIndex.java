package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.List;
import java.util.Optional;

/** An index that can be read in its order. Its positions are the documents' {@code _id}s. */
interface OrderedIndex {
    List<IndexKey> getKeys();

    /** False when the index cannot tell everything about its fields, and must be left alone. */
    boolean isComplete();

    /** True when documents without the first field are not in it, nor those that have null there. */
    boolean skipsMissing();

    /** The field of which documents have several values, and with each of them an entry; empty when there is none. */
    Optional<String> arrayField();

    /** The positions in any of the ranges, which may hold too many but never too few, in order or in reverse. */
    Iterable<Object> scan(List<Range> ranges, boolean reversed);
}
