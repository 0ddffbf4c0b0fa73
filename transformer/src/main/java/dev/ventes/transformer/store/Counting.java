package dev.ventes.transformer.store;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.derive.Coverage;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.fold.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Counts the changes of a partition into the derived views, from one claim of it to the next, and fills views that are
 * new from the sales that there are. Each change is counted once: a bucket passes over what it has counted, and the
 * partition's document says up to where all of them have. Any thread, one at a time.
 */
final class Counting {
    private static final Logger LOG = LoggerFactory.getLogger(Counting.class);
    /** The more at a time, the fewer writes they need; all are in memory. */
    private static final int CHANGES = 5_000;

    /** How often it counts before a page is left for later: no sale is applied meanwhile. */
    private static final int ROUNDS_BEFORE_A_PAGE = 3;

    private final int partition;
    private final long owner;
    private final MongoCollection<Document> partitions;
    private final List<DerivedView> views;
    private final Uncounted uncounted;
    private final BucketStore buckets;
    private final NumberedClients numbers;
    /** Changed under the lock; read without it by the thread that applies sales, which does not wait for a count. */
    private volatile CountingBson.Counted counted;

    private boolean lost;

    /**
     * Begins.
     *
     * @param claimed the partition's document, which names its new owner
     * @throws GuardMissed if it has another owner by now
     */
    Counting(
            Document claimed,
            MongoCollection<Document> partitions,
            List<DerivedView> views,
            Uncounted uncounted,
            BucketStore buckets,
            NumberedClients numbers) {
        this.partition = claimed.getInteger("_id");
        this.owner = claimed.getLong("owner");
        this.partitions = partitions;
        this.views = views;
        this.uncounted = uncounted;
        this.buckets = buckets;
        this.numbers = numbers;
        take(claimed);
    }

    /** What is not written down before something is counted would be believed after a crash. */
    private void take(Document document) {
        counted = CountingBson.read(document);
        var coverage = counted.coverage().of(names(views));
        if (!coverage.equals(counted.coverage())) {
            save(coverage, counted.through());
        }
    }

    static Set<String> names(List<DerivedView> views) {
        return views.stream().map(DerivedView::name).collect(Collectors.toSet());
    }

    /**
     * Counts some of what there is.
     *
     * @return how many changes
     */
    synchronized int some() {
        if (lost) {
            return 0;
        }
        try {
            return count();
        } catch (GuardMissed e) {
            // Another instance has claimed the partition, or a backup was put back.
            buckets.forget();
            numbers.forget();
            reread();
            return 0;
        }
    }

    /** What is under way is finished, and nothing more is begun. */
    synchronized void end() {
        lost = true;
    }

    private void reread() {
        var document = Mono.from(partitions.find(Filters.and(Filters.eq("_id", partition), Filters.eq("owner", owner))))
                .block();
        lost = document == null;
        if (!lost) {
            take(document);
        }
    }

    private int count() {
        var batches = uncounted.first(partition, CHANGES);
        if (batches.isEmpty()) {
            return 0;
        }
        var changes = batches.stream()
                .flatMap(batch -> batch.changes().stream())
                .filter(change -> Bucket.Counted.of(change.after()).compareTo(counted.through()) > 0)
                .sorted(Comparator.comparing(change -> Bucket.Counted.of(change.after())))
                .toList();
        if (!changes.isEmpty()) {
            numbers.prepare(changes.stream().flatMap(change -> Stream.of(change.before(), change.after())));
            var count = new Count(numbers, this::counting, changes);
            var known = buckets.load(count.touched());
            buckets.write(known, count.count(known));
        }
        // Also where nothing is new: only who still owns the partition may remove them.
        save(
                counted.coverage(),
                changes.isEmpty()
                        ? counted.through()
                        : Bucket.Counted.of(changes.getLast().after()));
        uncounted.remove(batches);
        return changes.size();
    }

    private List<DerivedView> counting(Outcome.Applied change) {
        var coverage = counted.coverage();
        return coverage.isWhole()
                ? views
                : views.stream()
                        .filter(view -> coverage.counts(view, change.after().id()))
                        .toList();
    }

    boolean isWhole() {
        return counted.coverage().isWhole();
    }

    /**
     * Counts the rest of a page that is half counted, if one is. Until then, nothing may be applied.
     *
     * @param at where the view stands in the partition
     */
    void finishPage(SalesView sales, Position at) {
        if (isHalfCounted()) {
            finish(sales, at);
        }
    }

    private boolean isHalfCounted() {
        var filling = counted.coverage().filling();
        return filling != null && filling.to() != null;
    }

    private synchronized void finish(SalesView sales, Position at) {
        if (isHalfCounted()) {
            var filling = counted.coverage().filling();
            fill(sales.between(partition, filling.from(), filling.to()), at);
        }
    }

    /**
     * Fills the views that are new with a page of the sales that there are, if any view is. What changes later of these
     * sales is counted as it comes, and what lies above is not counted before its page. Which page it is is written down
     * first, so that whoever finds it half counted can count the rest of it.
     *
     * @param at where the view stands in the partition: nothing above it has been applied, and nothing is meanwhile
     */
    synchronized void fillPage(SalesView sales, Position at) {
        // A page is of the sales as they are: what they were before must have been counted.
        for (var round = 0; !uncounted.isEmpty(partition); round++) {
            if (round == ROUNDS_BEFORE_A_PAGE) {
                return;
            }
            some();
        }
        var coverage = counted.coverage();
        if (coverage.isWhole()) {
            return;
        }
        var filling = coverage.filling();
        if (filling.isNew()) {
            LOG.atInfo()
                    .addKeyValue("partition", partition)
                    .addKeyValue("views", filling.views())
                    .log("filling derived views from the sales that there are");
            views.stream().filter(coverage::isBeingFilled).forEach(buckets::empty);
        }
        var page = sales.after(partition, filling.from());
        var to = SalesView.isFull(page) ? page.getLast().id() : Long.MAX_VALUE;
        save(coverage.filling(to), counted.through());
        fill(page, at);
    }

    private void fill(List<SaleDocument> page, Position at) {
        var coverage = counted.coverage();
        var filled = views.stream().filter(coverage::isBeingFilled).toList();
        numbers.prepare(page.stream());
        var shares = Count.shares(numbers, filled, page);
        var known = buckets.load(shares.keySet());
        buckets.write(known, Count.fill(shares, known, coverage.filling().to(), at));
        var next = coverage.filled().of(names(views));
        if (next.isWhole()) {
            LOG.atInfo().addKeyValue("partition", partition).log("the derived views are whole");
        }
        save(next, counted.through());
    }

    private void save(Coverage coverage, Bucket.Counted through) {
        var next = counted.next(coverage, through);
        var result = Mono.from(partitions.updateOne(
                        Filters.and(
                                Filters.eq("_id", partition),
                                Filters.eq("owner", owner),
                                counted.version() == 0
                                        ? Filters.or(
                                                Filters.exists(CountingBson.COUNTING, false),
                                                Filters.eq(CountingBson.VERSION, 0L))
                                        : Filters.eq(CountingBson.VERSION, counted.version())),
                        Updates.set(CountingBson.COUNTING, CountingBson.write(next))))
                .block();
        if (result == null || result.getMatchedCount() != 1) {
            throw new GuardMissed("the partition has another owner, or was restored");
        }
        counted = next;
    }
}
