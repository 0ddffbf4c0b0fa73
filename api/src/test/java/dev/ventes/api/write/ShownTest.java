package dev.ventes.api.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.api.Sales;
import dev.ventes.core.view.SaleDocument;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShownTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<List<Long>> asked = new ArrayList<>();
    private final Deque<Promise<List<SaleDocument>>> answers = new ArrayDeque<>();
    private final Shown shown = new Shown(this::ask);

    private Future<List<SaleDocument>> ask(Collection<Long> ids) {
        asked.add(ids.stream().sorted().toList());
        var answer = Promise.<List<SaleDocument>>promise();
        answers.add(answer);
        return answer.future();
    }

    private <T> T onContext(Callable<T> work) throws Exception {
        var done = Promise.<T>promise();
        vertx.runOnContext(now -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future().await(10, TimeUnit.SECONDS);
    }

    private Future<Optional<SaleDocument>> find(long id) throws Exception {
        return onContext(() -> shown.find(id));
    }

    private static Optional<SaleDocument> at(Future<Optional<SaleDocument>> found) throws Exception {
        return found.await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    void whoAsksWhileAQuestionIsUnderWayShareTheNext() throws Exception {
        var first = find(1);
        var second = find(2);
        var again = find(1);
        assertThat(asked).containsExactly(List.of(1L));

        answers.remove().complete(List.of(Sales.document(1)));
        assertThat(at(first)).isPresent();
        assertThat(again.isComplete()).isFalse();
        assertThat(asked).containsExactly(List.of(1L), List.of(1L, 2L));

        answers.remove().complete(List.of(Sales.document(2)));
        assertThat(at(second)).isPresent();
        assertThat(at(again)).isEmpty();
    }

    @Test
    void oneThatCannotBeReadSpoilsNoOther() throws Exception {
        var first = find(1);
        var second = find(2);
        var third = find(3);
        answers.remove().complete(List.of());
        assertThat(at(first)).isEmpty();

        answers.remove().fail("one of them");
        assertThat(asked.subList(2, 4)).containsExactlyInAnyOrder(List.of(2L), List.of(3L));
        for (var alone : asked.subList(2, 4)) {
            var answer = answers.remove();
            if (alone.equals(List.of(2L))) {
                answer.fail("that one");
            } else {
                answer.complete(List.of(Sales.document(3)));
            }
        }
        assertThat(at(third)).isPresent();
        assertThatThrownBy(() -> at(second)).hasMessageContaining("that one");
    }
}
