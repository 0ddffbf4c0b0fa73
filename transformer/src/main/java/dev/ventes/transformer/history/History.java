package dev.ventes.transformer.history;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.store.SalesView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The history of the sales in MongoDB: each version that a change has replaced, and each deletion. Written before the
 * sales, so that a version that no document shows any more is always here. Needs no guard: what stands at a position is
 * the same whoever writes it, and however late, and the first to write it is enough. The loop's thread.
 */
public final class History {
    private static final int WRITES_PER_COMMAND = 500;
    private static final int COMMANDS_AT_A_TIME = 4;
    private static final int PAGE = 1000;

    private final MongoCollection<SaleVersion> versions;
    private final Duration kept;

    /** @param kept how long a version is kept after it was replaced; zero for not at all */
    public History(MongoCollection<SaleVersion> versions, Duration kept) {
        this.versions = versions;
        this.kept = kept;
    }

    /** Makes the index that the purge rests on, unless it is there. */
    public void open() {
        Mono.from(versions.createIndex(Indexes.ascending("until"))).block();
    }

    /** Keeps what changes replace that are published and not yet applied. */
    public void keep(Collection<Outcome.Applied> changes) {
        keepVersions(Past.of(changes));
    }

    /** Keeps versions of the past, as far as they are not there. */
    public void keepVersions(Collection<SaleVersion> past) {
        if (kept.isZero() || past.isEmpty()) {
            return;
        }
        Flux.fromIterable(past)
                .map(InsertOneModel::new)
                .buffer(WRITES_PER_COMMAND)
                .flatMap(
                        part -> Mono.from(versions.bulkWrite(part, new BulkWriteOptions().ordered(false)))
                                .then()
                                .onErrorComplete(SalesView::isDuplicate),
                        COMMANDS_AT_A_TIME)
                .then()
                .block();
    }

    /**
     * Removes some versions that have been kept for long enough.
     *
     * @return whether there may be more
     */
    public boolean purge(Instant now) {
        if (kept.isZero()) {
            return false;
        }
        var old = Flux.from(versions.withDocumentClass(Document.class)
                        .find(Filters.lt("until", now.minus(kept)))
                        .projection(new Document("_id", 1))
                        .limit(PAGE))
                .map(version -> version.getString("_id"))
                .collectList()
                .block();
        if (old == null || old.isEmpty()) {
            return false;
        }
        Mono.from(versions.deleteMany(Filters.in("_id", old))).block();
        return old.size() == PAGE;
    }
}
