package dev.ventes.transformer.store;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The numbers that clients have in MongoDB. Once given, a number stays, whatever becomes of the client's sales: figures
 * that are in a bucket are known by it. Any thread.
 */
public final class NumberedClients implements ClientNumbers {
    /** Nobody has it. */
    private static final int UNKNOWN = -1;

    private static final int REMEMBERED = 200_000;
    private static final int ASKED_AT_A_TIME = 5_000;
    private static final String NUMBER = "number";

    private final MongoCollection<Document> documents;
    private final boolean giving;
    private final LoadingCache<String, Integer> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build(CacheLoader.<String, Integer>bulk(this::load));

    private NumberedClients(ViewCollections view, boolean giving) {
        this.documents = view.clientNumbers();
        this.giving = giving;
    }

    /** Gives a number to who has none. */
    public static NumberedClients giving(ViewCollections view) {
        var numbered = new NumberedClients(view, true);
        Mono.from(numbered.documents.createIndex(Indexes.ascending(NUMBER), new IndexOptions().unique(true)))
                .block();
        return numbered;
    }

    /** Changes nothing; who has no number yet has one that nobody has. */
    public static NumberedClients reading(ViewCollections view) {
        return new NumberedClients(view, false);
    }

    @Override
    public int of(String client) {
        var number = remembered.get(client);
        return number == null ? UNKNOWN : number;
    }

    /** Asks at once for the clients of all these sales, so that {@link #of} need not ask for each; null is none. */
    void prepare(Stream<SaleDocument> sales) {
        var unused = remembered.getAll(sales.filter(sale -> sale != null && !sale.deleted())
                .map(sale -> sale.columns().get(Columns.CLIENT))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.toSet()));
    }

    /** What is remembered may be of another time. */
    void forget() {
        remembered.invalidateAll();
    }

    private Map<String, Integer> load(Set<? extends String> clients) {
        var found = find(clients);
        while (giving && found.size() < clients.size()) {
            var missing = new HashSet<String>(clients);
            missing.removeAll(found.keySet());
            give(missing);
            found.putAll(find(missing));
        }
        return found;
    }

    private Map<String, Integer> find(Set<? extends String> clients) {
        return Flux.fromIterable(clients)
                .buffer(ASKED_AT_A_TIME)
                .concatMap(some -> documents.find(Filters.in("_id", some)))
                .collect(
                        HashMap<String, Integer>::new,
                        (found, one) -> found.put(one.getString("_id"), one.getInteger(NUMBER)))
                .blockOptional()
                .orElseGet(HashMap::new);
    }

    /** The next numbers. Those that somebody else gives away meanwhile are left: who lost looks again. */
    private void give(Set<String> clients) {
        var last = Mono.from(documents.find().sort(Sorts.descending(NUMBER)).limit(1))
                .blockOptional()
                .map(document -> document.getInteger(NUMBER))
                .orElse(UNKNOWN);
        var given = new ArrayList<Document>();
        for (var client : clients) {
            given.add(new Document("_id", client).append(NUMBER, ++last));
        }
        Mono.from(documents.insertMany(given, new InsertManyOptions().ordered(false)))
                .onErrorResume(
                        MongoBulkWriteException.class, e -> SalesView.isDuplicate(e) ? Mono.empty() : Mono.error(e))
                .block();
    }
}
