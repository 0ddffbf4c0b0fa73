package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.List;

/** An index that can be read in its order. Its positions are the documents' {@code _id}s. */
interface OrderedIndex {
    List<IndexKey> getKeys();

    /** False when the index cannot tell everything about its fields, and must be left alone. */
    boolean isComplete();

    /** True when documents without the first field are not in it, nor those that have null there. */
    boolean skipsMissing();

    /** The positions in the range, which may hold too many but never too few, in order or in reverse. */
    Iterable<Object> scan(Range range, boolean reversed);
}
