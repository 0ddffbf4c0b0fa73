package dev.ventes.transformer.consume;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import dev.ventes.transformer.publish.StampRefused;
import dev.ventes.transformer.store.GuardMissed;
import dev.ventes.transformer.store.PartitionHeld;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/** What to do about a failure of the loop. What is wrong with a record never comes here: the fold rejects it. */
enum Verdict {
    /** A server is out of reach: the same batch again, later. */
    RETRY,
    /** Somebody else was there, or the log is not what it was: claim again and go on from the resume point. */
    REWIND,
    /** A bug, or something that only a person can mend: the process ends. */
    FATAL;

    /** The view was replaced by a rebuilt one at this moment: NamespaceNotFound, ConflictingOperationInProgress, QueryPlanKilled. */
    private static final Set<Integer> REPLACED = Set.of(26, 117, 175);

    static Verdict of(Throwable failure) {
        return switch (failure) {
            case GuardMissed e -> REWIND;
            // Nothing of the batch may stay: what it was folded over may be replaced.
            case PartitionHeld e -> REWIND;
            case CommitFailedException e -> REWIND;
            case RebalanceInProgressException e -> REWIND;
            case StampRefused e -> REWIND;
            case OffsetOutOfRangeException e -> REWIND;
            case RetriableException e -> RETRY;
            case MongoSecurityException e -> FATAL;
            case MongoSocketException e -> RETRY;
            case MongoTimeoutException e -> RETRY;
            case MongoNotPrimaryException e -> RETRY;
            case MongoNodeIsRecoveringException e -> RETRY;
            case MongoServerUnavailableException e -> RETRY;
            case MongoConnectionPoolClearedException e -> RETRY;
            case MongoCursorNotFoundException e -> RETRY;
            case MongoWriteConcernException e -> RETRY;
            case MongoBulkWriteException e when e.getWriteConcernError() != null -> RETRY;
            case MongoBulkWriteException e
            when !e.getWriteErrors().isEmpty()
                    && e.getWriteErrors().stream().allMatch(error -> REPLACED.contains(error.getCode())) -> RETRY;
            case MongoException e when REPLACED.contains(e.getCode()) -> RETRY;
            case MongoException e when e.hasErrorLabel("RetryableWriteError") -> RETRY;
            default -> FATAL;
        };
    }
}
