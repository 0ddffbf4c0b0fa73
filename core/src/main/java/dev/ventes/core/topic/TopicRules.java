package dev.ventes.core.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What exactness rests on in the topics, whoever made them. Pure. */
record TopicRules(Topics topics) {
    /** A topic as Kafka has it. */
    record Found(String name, int partitions, Map<String, String> settings) {
        Found {
            settings = Map.copyOf(settings);
        }
    }

    /** What is wrong with the topic, and the command that mends it, a line each. */
    List<String> faults(Found found, String bootstrapServer) {
        var faults = new ArrayList<String>();
        if (found.name().equals(topics.progress()) && found.partitions() != 1) {
            faults.add(found.name() + ": has " + found.partitions()
                    + " partitions, must have 1; stop all services, then" + " kafka-topics.sh --bootstrap-server "
                    + bootstrapServer + " --delete --topic " + found.name());
        }
        for (var rule : rules(found.name())) {
            rule.fault(found.settings().get(rule.setting))
                    .map(fault -> found.name() + ": " + rule.setting + " is " + fault + "; kafka-configs.sh"
                            + " --bootstrap-server " + bootstrapServer + " --alter --entity-type topics --entity-name "
                            + found.name() + " --add-config " + rule.setting + "=" + rule.mended)
                    .ifPresent(faults::add);
        }
        return faults;
    }

    private List<Rule> rules(String topic) {
        if (topic.equals(topics.changes())) {
            // A compacted log has lost changes; a record that is too large for rejected could not even be put aside.
            return List.of(
                    Rule.exactly(Topics.CLEANUP, "delete"),
                    Rule.atMost(Topics.LARGEST, Topics.ENRICHED_BYTES / 3, Topics.CHANGE_BYTES));
        }
        var compacted = !topic.equals(topics.rejected());
        var rules = new ArrayList<>(List.of(
                Rule.exactly(Topics.CLEANUP, compacted ? "compact" : "delete"),
                Rule.atLeast(Topics.LARGEST, Topics.ENRICHED_BYTES),
                Rule.exactly(Topics.OLDEST_STAMP, String.valueOf(Topics.FENCE.toMillis())),
                Rule.exactly(Topics.NEWEST_STAMP, String.valueOf(Topics.AHEAD.toMillis())),
                // A stamp that the broker sets itself is never late, so that the fence would be open.
                Rule.exactly(Topics.STAMP, "CreateTime")));
        if (compacted) {
            rules.add(Rule.atLeast(Topics.COMPACTED_AFTER, Topics.COMPACTION.toMillis()));
        }
        return rules;
    }

    /** A setting, the values that it may have, and the one that mends it. */
    private record Rule(String setting, long least, long most, String mended) {
        static Rule exactly(String setting, String value) {
            return new Rule(setting, 0, 0, value);
        }

        static Rule atLeast(String setting, long least) {
            return new Rule(setting, least, Long.MAX_VALUE, String.valueOf(least));
        }

        static Rule atMost(String setting, long most, long mended) {
            return new Rule(setting, 0, most, String.valueOf(mended));
        }

        /** The value and what it must be, where it is something else. */
        Optional<String> fault(String value) {
            if (most == 0) {
                return mended.equals(value) ? Optional.empty() : Optional.of(value + ", must be " + mended);
            }
            var number = value == null ? -1 : Long.parseLong(value);
            if (number < least) {
                return Optional.of(value + ", must be at least " + least);
            }
            return number > most ? Optional.of(value + ", must be at most " + most) : Optional.empty();
        }
    }
}
