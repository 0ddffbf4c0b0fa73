package dev.ventes.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ExplainVerbosity;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.Crowd;
import dev.ventes.api.query.Query;
import dev.ventes.api.query.Shape;
import dev.ventes.api.sale.Fields;
import dev.ventes.api.sale.Row;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.infra.mongo.imitation.ImitationServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list that is allowed is read from an index, wherever in it a page lies. */
class ListingIT {
    private static final int SALES = 1_200;
    private static final int LIMIT = 30;

    /** Ends of stretches, where a page is read in two. */
    private static final int SLACK = 5;

    @TempDir
    static Path folder;

    private static MongoServer mongo;
    private static MongoClient client;
    private static ViewCollections collections;
    private static View view;

    @BeforeAll
    static void start() {
        mongo = MongoServer.start(MongoServer.Options.of(folder, 0));
        client = MongoClients.create(mongo.uri());
        collections = ViewCollections.of(client, "salesdb_mongo_listing_test");
        Reply.all(collections.database().drop()).await();
        Reply.all(collections.createIndexes()).await();
        var alive = new Crowd(6).sales(1, SALES).stream().filter(sale -> !sale.deleted());
        Reply.all(collections.ventes().insertMany(alive.toList())).await();
        view = new View(collections);
    }

    @AfterAll
    static void stop() {
        client.close();
        mongo.close();
    }

    static Stream<Query> queries() {
        return Stream.of(Shape.values()).flatMap(shape -> {
            var parameters = shape.criterion()
                    .map(criterion -> switch (criterion) {
                        case PRODUIT -> Map.of("produit", "Crème brûlée");
                        case CLIENT -> Map.of("client", "Dupont");
                        case PAYS -> Map.of("pays", "France");
                        case SOURCE -> Map.of("source", "postgres");
                        case Q -> Map.of("q", "HEART");
                    })
                    .orElse(Map.of());
            var ranges = switch (shape.sort()) {
                case DATE_VENTE -> Map.of("date_min", "2024-01-10T10:00:10Z", "date_max", "2024-01-10T10:03:00Z");
                case MONTANT_TOTAL -> Map.of("montant_min", "-0.50", "montant_max", "5");
                case QUANTITE -> Map.of("quantite_min", "0", "quantite_max", "5");
                case PRODUIT, ID -> Map.<String, String>of();
            };
            return Stream.of("", "-")
                    .flatMap(sign -> Stream.of(Map.<String, String>of(), ranges)
                            .distinct()
                            .map(range -> {
                                var all = new HashMap<>(parameters);
                                all.putAll(range);
                                all.put("sort", sign + shape.sort().column());
                                return query(all);
                            }));
        });
    }

    private static Query query(Map<String, String> parameters) {
        var violations = new ArrayList<>();
        var query = Query.read(name -> Optional.ofNullable(parameters.get(name)), violations::add);
        assertThat(violations).isEmpty();
        return query.orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void noPageLooksAtMoreSalesThanItShows(Query query) {
        var listing = new Listing(query);
        var places = new ArrayList<Optional<Cursor>>();
        places.add(Optional.empty());
        for (var page = page(listing, Optional.empty()); page.next().isPresent(); ) {
            places.add(page.next());
            page = page(listing, page.next());
            page.prev().ifPresent(prev -> places.add(Optional.of(prev)));
        }
        assertThat(places).as("pages").hasSizeGreaterThan(3);

        for (var place : places) {
            var before = looked();
            page(listing, place);
            if (mongo.isReal()) {
                listing.stretches(place).forEach(stretch -> isServedByTheIndex(listing, stretch));
            } else {
                assertThat(looked() - before).as("looked at from %s", place).isLessThanOrEqualTo(LIMIT + 1 + SLACK);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void countingLooksAtNothingElse(Query query) {
        var listing = new Listing(query);
        var all = 0;
        for (var page = Optional.of(page(listing, Optional.empty())); page.isPresent(); ) {
            all += page.get().rows().size();
            page = page.get().next().map(next -> page(listing, Optional.of(next)));
        }

        var before = looked();
        assertThat(view.count(listing, Duration.ofSeconds(5)).await()).isEqualTo(all);
        assertThat(looked() - before).isLessThanOrEqualTo(all);
        var capped = looked();
        assertThat(view.countUpTo(30, listing, Duration.ofSeconds(5)).await()).isEqualTo(30);
        assertThat(looked() - capped).isLessThanOrEqualTo(30);
    }

    @Test
    void onlyWhatIsAskedForIsReadFromTheServer() {
        var fields = Fields.parse("client,remise").orElseThrow();
        var page = view.page(new Listing(Query.DEFAULT), Optional.empty(), 1, fields)
                .await();

        assertThat(page.rows())
                .singleElement()
                .extracting(Row::values)
                .satisfies(values -> assertThat(values).containsOnlyKeys("date_vente", "client"));
    }

    private static Page page(Listing listing, Optional<Cursor> from) {
        return view.page(listing, from, LIMIT, Fields.ALL).await();
    }

    private static long looked() {
        return mongo instanceof ImitationServer imitation ? imitation.looked() : 0;
    }

    private static void isServedByTheIndex(Listing listing, Listing.Stretch stretch) {
        var explained = Reply.first(collections
                        .ventes()
                        .find(stretch.filter())
                        .sort(stretch.sort())
                        .hint(listing.hint())
                        .limit(LIMIT)
                        .explain(ExplainVerbosity.EXECUTION_STATS))
                .await()
                .orElseThrow();
        assertThat(explained.toJson()).doesNotContain("COLLSCAN").doesNotContain("\"SORT\"");
        assertThat(explained.get("executionStats", Document.class).getInteger("totalDocsExamined"))
                .isLessThanOrEqualTo(LIMIT + SLACK);
    }
}
