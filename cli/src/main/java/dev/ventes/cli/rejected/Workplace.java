package dev.ventes.cli.rejected;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.cli.WrongUseException;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.rejected.Reject;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The rejected records, and what has been done about them. One thread. */
final class Workplace implements AutoCloseable {
    private final RejectedConfig config;
    private final RejectedTopic topic;
    private final MongoClient mongo;
    private final DealtWith dealtWith;
    private final Set<String> done;

    private Workplace(RejectedConfig config) {
        this.config = config;
        this.topic =
                new RejectedTopic(config.kafka(), Topics.of(config.topics()).rejected());
        this.mongo = MongoClients.create(config.mongo().settings("ventes"));
        this.dealtWith = new DealtWith(ViewCollections.of(mongo, config.mongo().database()));
        this.done = dealtWith.ids();
    }

    static Workplace open(Map<String, String> environment) {
        return new Workplace(Configuration.readUnreached(environment, RejectedConfig::read));
    }

    RejectedConfig config() {
        return config;
    }

    DealtWith dealtWith() {
        return dealtWith;
    }

    /** What nobody has dealt with, each once, oldest first within a partition. */
    void open(Consumer<Reject> reader) {
        topic.read(reject -> {
            if (done.add(reject.id())) {
                reader.accept(reject);
            }
        });
    }

    /** The record at the place. */
    Reject at(Place place) {
        return topic.at(place).orElseThrow(() -> new WrongUseException("there is no rejected record at " + place));
    }

    /** The record at the place, if nobody has dealt with it. */
    Reject openAt(Place place) {
        var reject = at(place);
        if (done.contains(reject.id())) {
            throw new WrongUseException(place + " has been replayed or dropped already");
        }
        return reject;
    }

    @Override
    public void close() {
        topic.close();
        mongo.close();
    }
}
