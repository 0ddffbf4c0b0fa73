package dev.ventes.cli.doctor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * How many copies of a topic there are, and how many take part in an acknowledgement. Of one broker nothing can be
 * asked. Pure.
 *
 * @param copies of the partition that has the fewest
 * @param brokers the ids of those that there are
 */
record Replication(String topic, int partitions, int copies, int insync, List<Integer> brokers) {
    private static final int ENOUGH = 3;

    static Replication of(TopicDescription topic, List<Integer> brokers, int insync) {
        var copies = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(1);
        return new Replication(topic.name(), topic.partitions().size(), copies, insync, brokers);
    }

    List<Finding> findings(String server) {
        var wanted = Math.min(ENOUGH, brokers.size());
        if (copies < wanted) {
            return List.of(Finding.fault(
                    "kafka",
                    topic + " has " + copies + " of the " + wanted + " copies that " + brokers.size()
                            + " brokers allow: what was acknowledged is lost with a disk",
                    "echo '" + reassignment(wanted) + "' > " + topic + ".json && kafka-reassign-partitions.sh"
                            + " --bootstrap-server " + server + " --reassignment-json-file " + topic
                            + ".json --execute"));
        }
        if (copies >= ENOUGH && (insync < 2 || insync >= copies)) {
            return List.of(Finding.fault(
                    "kafka",
                    topic + ": min.insync.replicas is " + insync + " of " + copies + " copies, must be 2: "
                            + (insync < 2
                                    ? "what one broker alone acknowledged is lost with it"
                                    : "it cannot be written while one broker is away"),
                    "kafka-configs.sh --bootstrap-server " + server + " --alter --entity-type topics --entity-name "
                            + topic + " --add-config min.insync.replicas=2"));
        }
        return List.of();
    }

    /** Each partition on the next brokers in turn. */
    private String reassignment(int wanted) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":[%s]}"
                        .formatted(
                                topic,
                                partition,
                                IntStream.range(partition, partition + wanted)
                                        .mapToObj(next -> String.valueOf(brokers.get(next % brokers.size())))
                                        .collect(Collectors.joining(","))))
                .collect(Collectors.joining(",", "{\"version\":1,\"partitions\":[", "]}"));
    }
}
