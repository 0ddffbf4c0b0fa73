package dev.ventes.core.config;

import java.util.HashMap;
import java.util.Map;

/**
 * {@code ventes.kafka.*}: where Kafka is, and what its clients need beyond that.
 *
 * @param client passed to every Kafka client as it stands: {@code ventes.kafka.client.security.protocol=SASL_SSL}
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> client) {
    public KafkaConfig {
        client = Map.copyOf(client);
    }

    public static KafkaConfig read(Settings settings) {
        return new KafkaConfig(
                settings.endpoints("ventes.kafka.bootstrap-servers"), settings.all("ventes.kafka.client"));
    }

    /** The properties of a client, {@code own} winning over the user's: what exactness rests on is not for tuning. */
    public Map<String, Object> properties(Map<String, Object> own) {
        var properties = new HashMap<String, Object>(client);
        properties.put("bootstrap.servers", bootstrapServers);
        properties.putAll(own);
        return properties;
    }

    /** Without the values of the client properties: passwords are among them. */
    @Override
    public String toString() {
        return "KafkaConfig[" + bootstrapServers + ", " + client.keySet() + "]";
    }
}
