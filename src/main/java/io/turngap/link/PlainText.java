package io.turngap.link;

import java.util.Locale;

/** What a person would read of a server's answer: of a web page its words, without tags, scripts and styles. */
final class PlainText {

    private PlainText() {}

    /** {@code body} as it is unless it is a web page. */
    static String of(String body) {
        String start = body.stripLeading().toLowerCase(Locale.ROOT);
        boolean page = start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<head");
        return page ? words(body) : body;
    }

    private static String words(String page) {
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < page.length()) {
            int tag = page.indexOf('<', at);
            words.append(page, at, tag < 0 ? page.length() : tag).append(' ');
            if (tag < 0) {
                break;
            }
            at = after(page, tag);
        }
        return words.toString()
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .strip();
    }

    /** Where text goes on behind the tag at {@code tag}: behind its end, or that of what it holds where nobody reads that. */
    private static int after(String page, int tag) {
        for (String unread : new String[] {"script", "style"}) {
            if (page.regionMatches(true, tag + 1, unread, 0, unread.length())) {
                int end = indexOf(page, "</" + unread, tag);
                return end < 0 ? page.length() : behind(page, ">", end);
            }
        }
        return page.startsWith("<!--", tag) ? behind(page, "-->", tag) : behind(page, ">", tag);
    }

    private static int behind(String page, String end, int from) {
        int at = page.indexOf(end, from);
        return at < 0 ? page.length() : at + end.length();
    }

    private static int indexOf(String page, String wanted, int from) {
        for (int i = from; i <= page.length() - wanted.length(); i++) {
            if (page.regionMatches(true, i, wanted, 0, wanted.length())) {
                return i;
            }
        }
        return -1;
    }
}
