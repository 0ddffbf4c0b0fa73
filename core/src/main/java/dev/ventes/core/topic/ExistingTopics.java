package dev.ventes.core.topic;

import dev.ventes.core.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at topics that were there before us. */
record ExistingTopics(Admin admin, Duration patience) {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Throws all faults at once, each with what mends it. */
    void require(TopicRules rules, Collection<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        var faults = faults(rules, names);
        if (!faults.isEmpty()) {
            throw new Configuration.Faults(faults);
        }
    }

    List<String> faults(TopicRules rules, Collection<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        var found = found(names);
        var faults = new ArrayList<String>();
        var server = server();
        for (var topic : found) {
            faults.addAll(rules.faults(topic, server));
        }
        return faults;
    }

    /** A broker that was asked may not have heard yet of a topic that another service has just made. */
    private List<TopicRules.Found> found(Collection<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        var until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                var found = new ArrayList<TopicRules.Found>();
                var topics = get(admin.describeTopics(names).allTopicNames());
                var resources = names.stream().map(ExistingTopics::resource).toList();
                var settings = get(admin.describeConfigs(resources).all());
                for (var name : names) {
                    found.add(found(topics.get(name), settings.get(resource(name))));
                }
                return found;
            } catch (ExecutionException e) {
                var unheard = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unheard || System.nanoTime() - until > 0) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static TopicRules.Found found(TopicDescription topic, Config config) {
        var settings = config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        return new TopicRules.Found(topic.name(), topic.partitions().size(), settings);
    }

    private static ConfigResource resource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    /** A broker, as the commands want it. */
    private String server() throws InterruptedException, ExecutionException, TimeoutException {
        var node = get(admin.describeCluster().nodes()).iterator().next();
        return node.host() + ":" + node.port();
    }

    private <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
