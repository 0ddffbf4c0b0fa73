package dev.ventes.transformer.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.PartitionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.conversions.Bson;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sales in MongoDB. Every write is an insert, or a replace that names the position it expects, so that an instance
 * that was frozen and wakes cannot overwrite what came after it. The loop's thread.
 */
public final class SalesView {
    private static final int PAGE = 1000;
    private static final int WRITES_PER_COMMAND = 500;
    private static final int COMMANDS_AT_A_TIME = 4;
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<SaleDocument> sales;
    private final Map<Integer, Horizon> horizons = new HashMap<>();

    public SalesView(MongoCollection<SaleDocument> sales) {
        this.sales = sales;
    }

    /** Looks where the partition's ids end; to be called when it is claimed. */
    public void open(int partition) {
        horizons.put(
                partition,
                new Horizon(
                        highest(partition, Filters.lt("_id", SaleKey.FIRST_API_ID)),
                        highest(partition, Filters.gte("_id", SaleKey.FIRST_API_ID))));
    }

    private long highest(int partition, Bson range) {
        var newest = Mono.from(sales.find(Filters.and(Filters.eq("_sync.partition", partition), range))
                        .sort(Sorts.descending("_sync.partition", "_id"))
                        .limit(1))
                .block();
        return newest == null ? Long.MIN_VALUE : newest.id();
    }

    /** The documents of these ids, by partition, markers included. */
    public Map<Long, SaleDocument> load(Map<Integer, Set<Long>> ids) {
        var asked = new ArrayList<Long>();
        ids.forEach((partition, wanted) -> {
            var horizon = horizons.get(partition);
            for (var id : wanted) {
                if (!horizon.isBeyond(id)) {
                    asked.add(id);
                }
            }
        });
        if (asked.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<Long, SaleDocument>();
        Flux.from(sales.find(Filters.in("_id", asked)).batchSize(asked.size() + 1))
                .doOnNext(sale -> found.put(sale.id(), sale))
                .then()
                .block();
        return found;
    }

    /**
     * Writes the documents.
     *
     * @param loaded the documents as they were loaded: their positions are what the writes expect
     * @throws GuardMissed if any of them has changed since; the others have been written
     */
    public void apply(Map<Long, SaleDocument> loaded, Collection<SaleDocument> changed) {
        if (changed.isEmpty()) {
            return;
        }
        var writes = new ArrayList<WriteModel<SaleDocument>>(changed.size());
        var inserts = 0;
        for (var sale : changed) {
            var expected = loaded.get(sale.id());
            if (expected == null) {
                inserts++;
                // Before it is written: if the answer is lost, the next attempt must ask.
                horizons.get(sale.sync().partition()).include(sale.id());
                writes.add(new InsertOneModel<>(sale));
            } else {
                writes.add(new ReplaceOneModel<>(guard(expected), sale));
            }
        }
        if (write(writes) != writes.size() - inserts) {
            throw new GuardMissed("a sale was changed by another instance");
        }
    }

    /** How many documents were found to be replaced. */
    private int write(List<WriteModel<SaleDocument>> writes) {
        try {
            // Several at a time, so that the driver encodes one while the server works on another; all of them are
            // waited for, since what is still under way when the batch is tried again would miss its guard.
            return Flux.fromIterable(writes)
                    .buffer(WRITES_PER_COMMAND)
                    .flatMapDelayError(
                            part -> sales.bulkWrite(part, new BulkWriteOptions().ordered(false)), COMMANDS_AT_A_TIME, 1)
                    .map(BulkWriteResult::getMatchedCount)
                    .reduce(0, Integer::sum)
                    .block();
        } catch (RuntimeException e) {
            for (var failure : Exceptions.unwrapMultiple(e)) {
                if (!isDuplicate(failure)) {
                    throw failure instanceof RuntimeException known ? known : e;
                }
            }
            throw new GuardMissed("a sale was inserted by another instance");
        }
    }

    /** Whether all that went wrong is that documents were there already. */
    public static boolean isDuplicate(Throwable failure) {
        return failure instanceof MongoBulkWriteException e
                && e.getWriteConcernError() == null
                && e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
    }

    /** The next sales of a partition that the end of a snapshot removes: those PostgreSQL held and no longer named. */
    public List<SaleDocument> staleAfter(long id, PartitionState state) {
        return page(Filters.and(
                Filters.eq("_sync.partition", state.partition()),
                Filters.gt("_id", id),
                Filters.lt("_sync.generation", state.generation()),
                HELD));
    }

    /** The next of some ids that PostgreSQL held and has not named since they began to be read once more. */
    public List<SaleDocument> unseenAfter(long id, long to, PartitionState state) {
        return page(Filters.and(
                Filters.eq("_sync.partition", state.partition()),
                Filters.gt("_id", id),
                Filters.lte("_id", to),
                Filters.lt("_sync.seen", state.resyncing()),
                HELD));
    }

    /** The next sales of a partition that a TRUNCATE removes: those that PostgreSQL held. */
    public List<SaleDocument> heldAfter(long id, PartitionState state) {
        return page(Filters.and(Filters.eq("_sync.partition", state.partition()), Filters.gt("_id", id), HELD));
    }

    /** A page of the partition's sales and markers. */
    public List<SaleDocument> after(int partition, long id) {
        return page(Filters.and(Filters.eq("_sync.partition", partition), Filters.gt("_id", id)));
    }

    /** Those up to an id, which are no more than a page. */
    public List<SaleDocument> between(int partition, long id, long to) {
        return page(
                Filters.and(Filters.eq("_sync.partition", partition), Filters.gt("_id", id), Filters.lte("_id", to)));
    }

    /** Whether there may be more after it. */
    public static boolean isFull(List<SaleDocument> page) {
        return page.size() == PAGE;
    }

    /** PostgreSQL's own, still there; or edited or deleted through the API, with PostgreSQL's row kept. */
    private static final Bson HELD = Filters.or(
            Filters.and(Filters.eq("_sync.source", "postgres"), Filters.exists("_sync.deleted", false)),
            Filters.exists("_sync.base"));

    /**
     * Removes some markers of deleted sales that are older than that and keep no row of PostgreSQL's.
     *
     * @return whether there may be more
     */
    public boolean purge(int partition, Instant deletedBefore) {
        var old = Filters.and(
                Filters.lt("_sync.deleted", deletedBefore),
                Filters.eq("_sync.partition", partition),
                Filters.exists("_sync.base", false));
        var markers = Flux.from(sales.find(old).limit(PAGE)).collectList().block();
        if (markers == null || markers.isEmpty()) {
            return false;
        }
        var deletes = markers.stream()
                .map(marker -> new DeleteOneModel<SaleDocument>(guard(marker)))
                .toList();
        Mono.from(sales.bulkWrite(deletes, new BulkWriteOptions().ordered(false)))
                .block();
        return markers.size() == PAGE;
    }

    private List<SaleDocument> page(Bson filter) {
        var page = Flux.from(sales.find(filter)
                        .sort(Sorts.ascending("_sync.partition", "_id"))
                        .limit(PAGE))
                .collectList()
                .block();
        return page == null ? List.of() : page;
    }

    private static Bson guard(SaleDocument expected) {
        var position = expected.sync().position();
        return Filters.and(
                Filters.eq("_id", expected.id()),
                Filters.eq("_sync.epoch", position.epoch()),
                Filters.eq("_sync.offset", position.offset()));
    }
}
