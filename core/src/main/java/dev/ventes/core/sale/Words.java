package dev.ventes.core.sale;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a text as the search finds them: runs of letters and digits, without case and accents, each once, in
 * their order. {@code "Crème BRÛLÉE n°12"} has {@code creme}, {@code brulee}, {@code n}, {@code 12}.
 */
public final class Words {
    /** No index should have to hold a novel: a word that comes later is not found. */
    public static final int MOST = 50;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Words() {}

    public static List<String> of(String text) {
        var folded = fold(text);
        Set<String> words = new LinkedHashSet<>();
        for (int begin = 0, end; begin < folded.length() && words.size() < MOST; begin = end) {
            var inWord = Character.isLetterOrDigit(folded.codePointAt(begin));
            end = begin;
            while (end < folded.length() && Character.isLetterOrDigit(folded.codePointAt(end)) == inWord) {
                end += Character.charCount(folded.codePointAt(end));
            }
            if (inWord) {
                words.add(folded.substring(begin, end));
            }
        }
        return List.copyOf(words);
    }

    private static String fold(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < 128)) {
            return lower;
        }
        // Unicode takes these for letters of their own and does not decompose them.
        var spelledOut =
                lower.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss").replace("ø", "o");
        return MARKS.matcher(Normalizer.normalize(spelledOut, Normalizer.Form.NFKD))
                .replaceAll("");
    }
}
