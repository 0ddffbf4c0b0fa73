package dev.ventes.app.derived;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.publish.Enriched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Flux;

/** What {@code ventes.enriched} has told of the sales, and whether the history has kept it: each version once. */
public final class HistoryOfTopic {
    private final Map<Long, TreeMap<Position, SaleDocument>> told = new HashMap<>();

    /** One record of the topic, in any order; what is repeated counts once. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            var sale = Enriched.decode(record).sale();
            told.computeIfAbsent(sale.id(), id -> new TreeMap<>())
                    .put(sale.sync().position(), sale);
        }
    }

    /** Where the two differ, as sentences. */
    public List<String> differences(ViewCollections view) {
        var differences = new ArrayList<String>();
        var left = expected();
        Flux.from(view.historique().find())
                .doOnNext(version -> {
                    if (!left.remove(version)) {
                        differences.add("in the history, and never told: " + version);
                    }
                })
                .then()
                .block();
        left.forEach(version -> differences.add("told, and not in the history: " + version));
        return differences;
    }

    /** Every version but the present one, and every deletion of a sale that was there. */
    private Set<SaleVersion> expected() {
        var versions = new HashSet<SaleVersion>();
        for (var sales : told.values()) {
            SaleDocument before = null;
            for (var sale : sales.values()) {
                if (before != null && !before.deleted()) {
                    versions.add(SaleVersion.of(before, sale.sync().loggedAt()));
                    if (sale.deleted()) {
                        versions.add(SaleVersion.of(sale, sale.sync().loggedAt()));
                    }
                }
                before = sale;
            }
        }
        return versions;
    }
}
