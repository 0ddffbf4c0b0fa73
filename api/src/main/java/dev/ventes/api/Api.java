package dev.ventes.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.auth.Authentication;
import dev.ventes.api.batch.Batching;
import dev.ventes.api.history.HistoryReading;
import dev.ventes.api.history.Versions;
import dev.ventes.api.http.Endpoint;
import dev.ventes.api.http.Operations;
import dev.ventes.api.http.Routes;
import dev.ventes.api.id.SaleIds;
import dev.ventes.api.idempotency.Reservations;
import dev.ventes.api.indicator.Kpis;
import dev.ventes.api.limit.AtOnce;
import dev.ventes.api.limit.RateLimit;
import dev.ventes.api.log.ChangeLog;
import dev.ventes.api.log.TopicIdentity;
import dev.ventes.api.pipeline.Pipeline;
import dev.ventes.api.pipeline.Statuses;
import dev.ventes.api.progress.Freshness;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.api.progress.ProgressFollower;
import dev.ventes.api.progress.ReadableBatches;
import dev.ventes.api.progress.ViewLag;
import dev.ventes.api.read.MinPosition;
import dev.ventes.api.read.Reading;
import dev.ventes.api.read.View;
import dev.ventes.api.refresh.IndicatorAge;
import dev.ventes.api.refresh.Refresh;
import dev.ventes.api.refresh.Timings;
import dev.ventes.api.stream.Streaming;
import dev.ventes.api.write.CreatingOnce;
import dev.ventes.api.write.Writes;
import dev.ventes.api.write.Writing;
import dev.ventes.core.service.Check;
import dev.ventes.core.service.Health;
import dev.ventes.core.service.Management;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.StatusAnnouncer;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API, wired: reads from MongoDB, writes through the log.
 *
 * @param port where it listens, the chosen one if 0 was asked for
 * @param managementPort likewise
 */
public record Api(Service service, int port, int managementPort) {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final Duration LOOK_FOR_LAG = Duration.ofSeconds(5);

    /** Starts all of it, or nothing. Blocks until requests are taken. */
    public static Api start(ApiConfig config) throws Exception {
        return start(config, LOOK_FOR_LAG);
    }

    /** With another pause between two looks at how far the view is behind the log. */
    static Api start(ApiConfig config, Duration lookForLag) throws Exception {
        var opened = new Opened();
        try {
            return start(config, lookForLag, opened);
        } catch (Exception e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    private static Api start(ApiConfig config, Duration lookForLag, Opened opened) throws Exception {
        var topics = Topics.of(config.topics());
        var metrics = opened.add(ApiMetrics.registry());
        var apiMetrics = new ApiMetrics(metrics.registry());
        var vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(ApiMetrics.ofServer()))
                .withMetrics(new MicrometerMetricsFactory(metrics.registry()))
                .build();
        opened.add(() -> vertx.close().await());
        var mongo = opened.add(MongoClients.create(config.mongo().bounded("ventes-api")));
        var admin = opened.add(Admin.create(config.kafka().properties(Map.of("client.id", "ventes-api-admin"))));
        topics.create(admin);

        var collections = ViewCollections.of(mongo, config.mongo().database());
        var view = new View(collections);
        var topic = new TopicIdentity(admin, topics.changes());
        var outcomes = new Outcomes();
        var clock = Clock.systemUTC();
        var statuses = new Statuses(clock);
        var batches = new ReadableBatches(clock);
        var progress = opened.add(ProgressFollower.start(config.kafka(), topics, outcomes, List.of(batches, statuses)));
        var lag = opened.add(ViewLag.watch(admin, topics.changes(), progress, outcomes, lookForLag));
        apiMetrics.watch(lag);
        var freshness = opened.add(Freshness.watch(admin, topics.changes(), topic, progress, outcomes));
        apiMetrics.watch(freshness);
        var log = opened.add(
                ChangeLog.open(config.kafka(), topics, config.writing().atOnce()));
        var writes = new Writes(topic, log, outcomes, view, apiMetrics, config.writing());

        var tracing = opened.add(Tracing.open(config.tracing(), "api"));
        var timings = new Timings(apiMetrics, batches, tracing, clock);
        var streaming = opened.add(Streaming.start(
                config.kafka(), topics, admin, topic, outcomes, progress, apiMetrics, timings, config.streaming()));

        var server = new Serving(vertx, config.http(), streaming::end, List.of(progress.ended(), streaming.ended()));
        apiMetrics.watch(server);
        var health = new Health(
                List.of(
                        check("progress", () -> completedFuture(progress.ill())),
                        check("stream", () -> completedFuture(streaming.ill()))),
                List.of(
                        check("requests", () -> completedFuture(server.notReady())),
                        check("kafka", () -> topic.recent().thenApply(found -> log.notReady())),
                        check("mongodb", () -> view.ping().<String>mapEmpty().toCompletionStage()),
                        check("progress", () -> completedFuture(progress.notReady())),
                        check("stream", () -> completedFuture(streaming.notReady()))),
                // Every instance would say the same, and reads would end with the last of them.
                List.of(check("view", () -> completedFuture(lag.tooFar()))));
        var management = opened.add(Management.start(config.management(), metrics, health));

        var minPosition = new MinPosition(outcomes.arrivals(), config.writing().patience());
        var reading = new Reading(view, config.reading());
        var versions = new Versions(collections);
        var history = new HistoryReading(view, versions);
        var kpis = new Kpis(collections);
        var indicatorAge = IndicatorAge.watch(vertx, collections, freshness, timings);
        apiMetrics.watch(indicatorAge);
        var pipeline = new Pipeline(
                vertx,
                clock,
                statuses,
                freshness,
                indicatorAge,
                outcomes,
                lag,
                view,
                collections,
                config.kafka(),
                admin,
                topics);
        var refresh = new Refresh(vertx, collections, freshness, indicatorAge, timings, clock);
        var ids = new SaleIds(collections, view);
        var reservations = new Reservations(collections, config.writing().keysKept());
        var creatingOnce = new CreatingOnce(reservations, ids, view, versions, apiMetrics);
        var writing = new Writing(
                writes,
                lag,
                ids,
                creatingOnce,
                apiMetrics,
                tracing,
                config.writing().requireIfMatch());
        var batching = new Batching(
                writing,
                config.batches(),
                config.http().limits().maxBody(),
                config.http().limits().request(),
                config.writing().atOnce());
        var operations = new Operations(vertx, metrics, health);
        var reads = new AtOnce(config.maxReads(), apiMetrics.readsUnderWay());
        var gate = opened.add(new Authentication(
                config.access(), new RateLimit(config.http().limits().perSecond())));
        var routes = new Routes(
                Map.ofEntries(
                        entry("listVentes", minPosition.before(reads.bound(freshness.tell(reading::list)))),
                        entry(
                                "getVente",
                                minPosition.before(reads.bound(freshness.tell(
                                        request -> request.query("at").isPresent()
                                                ? history.at(request)
                                                : reading.get(request))))),
                        entry("getHistory", minPosition.before(reads.bound(freshness.tell(history::list)))),
                        entry("streamVentes", streaming::follow),
                        entry("getKpis", reads.bound(indicatorAge.tell(kpis::all))),
                        entry("getKpisJours", reads.bound(indicatorAge.tell(kpis::days))),
                        entry("getKpisSemaines", reads.bound(indicatorAge.tell(kpis::weeks))),
                        entry("getKpisMois", reads.bound(indicatorAge.tell(kpis::months))),
                        entry("getKpisProduits", reads.bound(indicatorAge.tell(kpis::products))),
                        entry("getKpisPays", reads.bound(indicatorAge.tell(kpis::countries))),
                        entry("getKpisClients", reads.bound(indicatorAge.tell(kpis::clients))),
                        entry("getRefresh", refresh::show),
                        entry("createVente", writing::create),
                        entry("replaceVente", writing::replace),
                        entry("patchVente", writing::patch),
                        entry("deleteVente", writing::delete),
                        entry(Batching.OPERATION, batching::run),
                        entry("getPipeline", pipeline::show),
                        entry("getMetrics", operations::scrape),
                        entry("getLiveness", operations::live),
                        entry("getReadiness", operations::ready)),
                gate,
                config.http(),
                config.page());
        var port = server.listen(routes);
        statuses.itself(config.management().instance(management.port()));
        opened.add(StatusAnnouncer.start(
                config.kafka(),
                topics,
                config.management(),
                management.port(),
                () -> new StatusAnnouncer.Told(
                        streaming.notReady(),
                        server.ended().isCompletedExceptionally(),
                        apiMetrics.report(streaming.notReady() != null),
                        statuses.forgotten())));
        LOG.atInfo()
                .addKeyValue("host", config.http().host())
                .addKeyValue("port", port)
                .addKeyValue("tls", config.http().tls().isPresent())
                .addKeyValue("authentication", config.access().authenticates())
                .log("the API listens");
        return new Api(new Service("api", server, opened.latestFirst()), port, management.port());
    }

    private static Map.Entry<String, Endpoint> entry(String operation, Endpoint endpoint) {
        return Map.entry(operation, endpoint);
    }

    private static Check check(String name, Supplier<CompletionStage<String>> checking) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletableFuture<String> check() {
                return checking.get().toCompletableFuture();
            }
        };
    }

    /** What must be closed, in the end or when the start fails. */
    private static final class Opened {
        private final List<AutoCloseable> parts = new ArrayList<>();

        <T extends AutoCloseable> T add(T part) {
            parts.addFirst(part);
            return part;
        }

        AutoCloseable[] latestFirst() {
            return parts.toArray(AutoCloseable[]::new);
        }

        void closeAfter(Exception failure) {
            for (var part : parts) {
                try {
                    part.close();
                } catch (Exception e) {
                    failure.addSuppressed(e);
                }
            }
        }
    }
}
