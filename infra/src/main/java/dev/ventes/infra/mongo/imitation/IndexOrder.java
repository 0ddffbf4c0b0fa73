package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an index must be read so that documents come in the order that a query wants. */
enum IndexOrder {
    FORWARD,
    REVERSED,
    UNSUITABLE;

    /** The first fields of the index, as many as said, have one value each and therefore order nothing. */
    static IndexOrder of(List<IndexKey> index, int fixed, List<IndexKey> wanted) {
        Set<String> constant = index.stream().limit(fixed).map(IndexKey::getKey).collect(Collectors.toSet());
        List<IndexKey> varying =
                wanted.stream().filter(key -> !constant.contains(key.getKey())).toList();
        // Entries with equal fields are ordered by _id, as if it were the index's last field.
        List<IndexKey> given = Stream.concat(index.stream().skip(fixed), Stream.of(new IndexKey("_id", true)))
                .limit(varying.size())
                .toList();
        if (given.size() < varying.size()) {
            return UNSUITABLE;
        }
        boolean reversed = !varying.isEmpty()
                && varying.getFirst().isAscending() != given.getFirst().isAscending();
        for (int i = 0; i < varying.size(); i++) {
            boolean sameField = varying.get(i).getKey().equals(given.get(i).getKey());
            boolean turned = varying.get(i).isAscending() != given.get(i).isAscending();
            if (!sameField || turned != reversed) {
                return UNSUITABLE;
            }
        }
        return reversed ? REVERSED : FORWARD;
    }

    boolean isGiven() {
        return this != UNSUITABLE;
    }
}
