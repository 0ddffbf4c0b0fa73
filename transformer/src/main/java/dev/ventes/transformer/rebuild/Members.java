package dev.ventes.transformer.rebuild;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The transformers' group, and the log that they read. */
record Members(Admin admin, String group) {
    /** Whether any transformer has a place in the group. One that is frozen has, until its session is over. */
    boolean any() throws InterruptedException, ExecutionException {
        try {
            return !admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    /** Kafka's own id of a topic. */
    String idOf(String topic) throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .topicId()
                .toString();
    }
}
