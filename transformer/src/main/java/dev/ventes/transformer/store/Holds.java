package dev.ventes.transformer.store;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.ViewCollections;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntConsumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The holds on partitions, as the transformers heed them: while a rebuild swaps the view, nobody may claim a partition
 * or save where it stands.
 *
 * <p>A hold is a lease by MongoDB's clock and names the collection that is to become the view. Whoever finds that it has
 * expired first drops that collection and then removes the hold: a rebuild that was frozen and wakes has nothing left to
 * swap in. A hold on a document that the rebuild made itself has no end: without the rebuilt view it would be wrong.
 */
final class Holds {
    static final Duration LEASE = Duration.ofSeconds(60);

    static final String HOLD = "hold";
    static final String COLLECTION = "hold.collection";
    static final String MADE = "hold.made";
    /** The claim of the instance that has seen the hold and stands still; {@link #NO_CLAIM}, or not seen yet. */
    static final String SEEN = "hold.seen";

    static final long NO_CLAIM = -1;
    static final long NOT_SEEN = -2;
    static final String SINCE = "hold.since";
    private static final String ASKED = "hold.asked";

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    private final ViewCollections view;
    private final MongoCollection<Document> documents;

    Holds(ViewCollections view) {
        this.view = view;
        this.documents = view.partitions();
    }

    static Bson absent() {
        return Filters.exists(HOLD, false);
    }

    /**
     * Looks whether any of these partitions is held, and says in it that this instance stands still.
     *
     * @param claims the claims that this instance had last
     * @param rest ends what else this instance does in a partition
     * @throws PartitionHeld if one is
     */
    void heed(Collection<Integer> partitions, Map<Integer, Long> claims, IntConsumer rest) {
        var held = Flux.from(documents.find(Filters.and(Filters.in("_id", partitions), Filters.exists(HOLD))))
                .map(document -> document.getInteger("_id"))
                .collectList()
                .block();
        if (held == null || held.isEmpty()) {
            return;
        }
        var standing = 0;
        for (var partition : held) {
            rest.accept(partition);
            standing += stands(partition, claims.getOrDefault(partition, NO_CLAIM)) ? 1 : 0;
        }
        if (standing > 0) {
            throw new PartitionHeld("the view is being rebuilt: " + standing + " partitions are held");
        }
    }

    private boolean stands(int partition, long claim) {
        var seen = Mono.from(documents.findOneAndUpdate(
                        Filters.and(Filters.eq("_id", partition), Filters.exists(HOLD)),
                        Updates.combine(Updates.set(SEEN, claim), Updates.currentDate(ASKED)),
                        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
                .block();
        if (seen == null) {
            return false;
        }
        var hold = seen.get(HOLD, Document.class);
        if (hold.getBoolean("made", false)) {
            return true;
        }
        var age = Duration.between(
                hold.getDate("since").toInstant(), hold.getDate("asked").toInstant());
        if (age.compareTo(LEASE) < 0) {
            return true;
        }
        LOG.atWarn().addKeyValue("partition", partition).log("the rebuild that held it did not come back");
        var collection = hold.getString("collection");
        drop(collection);
        Mono.from(documents.updateOne(
                        Filters.and(Filters.eq("_id", partition), Filters.eq(COLLECTION, collection)),
                        Updates.unset(HOLD)))
                .block();
        return false;
    }

    /**
     * Drops the view that was to be, and the derived views with it. With majority: they must not be there again after a
     * change of primary.
     */
    void drop(String collection) {
        Mono.from(view.rebuilt(collection).drop()).block();
        Flux.from(view.database().listCollectionNames())
                .filter(name -> name.startsWith(collection))
                .concatMap(name -> view.rebuilt(name).drop())
                .then()
                .block();
    }
}
