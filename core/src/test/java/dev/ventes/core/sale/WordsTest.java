package dev.ventes.core.sale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "'Crème BRÛLÉE n°12', 'creme brulee n 12'",
        "'  WHITE HANGING HEART T-LIGHT HOLDER ', 'white hanging heart t light holder'",
        "'Œufs à la neige; œufs', 'oeufs a la neige'",
        "'Straße, İstanbul, ½ ﬁn', 'strasse istanbul 1 2 fin'",
        "'日本 語', '日本 語'",
        "'$where: {}', 'where'",
        "'...', ''",
        "'', ''",
    })
    void wordsAreWithoutCaseAccentsAndWhatStandsBetween(String text, String words) {
        assertThat(String.join(" ", Words.of(text))).isEqualTo(words);
    }

    @Test
    void aLongTextHasSoManyWordsAndNoMore() {
        var text = IntStream.range(0, 200).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

        assertThat(Words.of(text)).hasSize(Words.MOST).contains("word0").doesNotContain("word199");
    }
}
