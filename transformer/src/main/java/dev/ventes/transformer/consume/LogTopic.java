package dev.ventes.transformer.consume;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The topic that is read. */
record LogTopic(Admin admin, String name) {
    /** As Kafka has it now, with its id. */
    TopicDescription describe() {
        try {
            return admin.describeTopics(List.of(name))
                    .topicNameValues()
                    .get(name)
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
