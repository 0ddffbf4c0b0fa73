package dev.ventes.cli.doctor;

import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.bson.Document;
import reactor.core.publisher.Flux;

/** Kafka: the four topics, as the broker has them and as the view remembers them. */
record KafkaExamination(Topics topics, Admin admin, ViewCollections view, KafkaClock clock) {
    private static final String SERVER = "kafka";
    private static final long PATIENCE_SECONDS = 10;
    private static final String MIN_INSYNC = "min.insync.replicas";

    List<Finding> findings() throws InterruptedException, ExecutionException, TimeoutException {
        var findings = new ArrayList<Finding>();
        var brokers = List.copyOf(get(admin.describeCluster().nodes()));
        var server = brokers.getFirst().host() + ":" + brokers.getFirst().port();
        var specifications = topics.specifications();
        var names = specifications.stream().map(NewTopic::name).collect(Collectors.toSet());
        names.retainAll(get(admin.listTopics().names()));
        var remembered = rememberedPartitions();

        for (var topic : specifications) {
            if (!names.contains(topic.name())) {
                findings.add(missing(topic, server, names.isEmpty() && remembered.isEmpty()));
            }
        }
        if (names.isEmpty()) {
            return findings;
        }
        topics.faults(admin, names).forEach(fault -> findings.add(Finding.told(SERVER, fault)));
        if (names.contains(topics.progress())) {
            findings.addAll(clock.findings());
        }
        var described = get(admin.describeTopics(names).allTopicNames());
        if (names.contains(topics.changes())) {
            partitions(described.get(topics.changes()), remembered, server, findings);
        }
        var insync = insync(names);
        for (var topic : described.values()) {
            findings.addAll(Replication.of(topic, brokers.stream().map(Node::id).toList(), insync.get(topic.name()))
                    .findings(server));
        }
        return findings;
    }

    private static Finding missing(NewTopic topic, String server, boolean neverStarted) {
        var what =
                "there is no topic " + topic.name() + (neverStarted ? " yet: whichever service starts makes it" : "");
        var settings = topic.configs().entrySet().stream()
                .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                .sorted()
                .collect(Collectors.joining());
        var mend = "kafka-topics.sh --bootstrap-server " + server + " --create --topic " + topic.name()
                + " --partitions " + topic.numPartitions() + " --replication-factor " + topic.replicationFactor()
                + settings;
        return neverStarted ? Finding.remark(SERVER, what, mend) : Finding.fault(SERVER, what, mend);
    }

    /** With another number nearly every sale would be in another partition than its history. */
    private void partitions(TopicDescription changes, Set<Integer> remembered, String server, List<Finding> findings) {
        var now = changes.partitions().size();
        for (var before : remembered) {
            if (before != now) {
                findings.add(Finding.fault(
                        SERVER,
                        changes.name() + " has " + now + " partitions, the view was made from one with " + before,
                        "stop all services, then kafka-topics.sh --bootstrap-server " + server + " --delete --topic "
                                + changes.name() + " and start them with VENTES_TOPICS_PARTITIONS=" + before));
            }
        }
    }

    private Set<Integer> rememberedPartitions() {
        return Flux.from(view.partitions().find())
                .mapNotNull((Document partition) -> partition.getInteger("partitions"))
                .collect(Collectors.toSet())
                .block();
    }

    private Map<String, Integer> insync(Set<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        var resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        return get(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        topic -> topic.getKey().name(),
                        topic ->
                                Integer.valueOf(topic.getValue().get(MIN_INSYNC).value())));
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
