package io.reco.server.console.screen.reader;

import java.time.Instant;
import java.util.List;

import io.reco.api.v1.Action;
import io.reco.api.v1.Activity;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.GetReaderResponse;
import io.reco.api.v1.KeptPage;
import io.reco.server.console.screen.Titles;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Links;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.table.Terms;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** What a reader did and was served, the newest first. */
final class Past {

    private static final Table ACTIONS =
            Table.of("actions", "What they did", "Nothing that is kept.", "When", "What", "Article");
    private static final Table PAGES = Table.of(
            "pages",
            "Their pages",
            "None that is kept.",
            "When",
            "Placement",
            "Articles",
            "Rung",
            "Exposed",
            "Acted on");

    private Past() {}

    static Table actions(Outcome<GetReaderResponse> outcome, Titles titles, Instant now) {
        return ACTIONS.fill(
                outcome,
                answer -> answer.getActivitiesList().stream()
                        .map(Activity::getAction)
                        .map(action -> action(action, titles, now))
                        .toList());
    }

    private static List<Cell> action(Action action, Titles titles, Instant now) {
        return List.of(
                Cell.time(Moments.of(action.getEventTime()), now), type(action), titles.link(action.getArticleId()));
    }

    private static Cell type(Action action) {
        boolean rejects =
                action.getType() == EventType.EVENT_TYPE_DISLIKE || action.getType() == EventType.EVENT_TYPE_HIDE;
        boolean glances =
                action.getType() == EventType.EVENT_TYPE_VIEW || action.getType() == EventType.EVENT_TYPE_EXPOSE;
        Cell type = new Cell.Badge(Terms.of(action.getType()), rejects ? "bad" : glances ? "plain" : "good");
        return action.getRetracted() ? Cell.group(type, new Cell.Badge("taken back", "warn")) : type;
    }

    static Table pages(Outcome<GetReaderResponse> outcome, Visit visit) {
        return PAGES.fill(
                outcome,
                answer -> answer.getActivitiesList().stream()
                        .map(Activity::getPage)
                        .map(page -> page(page, visit))
                        .toList());
    }

    private static List<Cell> page(KeptPage page, Visit visit) {
        Exposure exposure = page.getExposure();
        Instant time = Moments.of(exposure.getPageTime());
        String address = Links.readerAddress(visit.query().text("id")) + "&placement="
                + Links.encoded(exposure.getPlacement()) + "&page=" + Links.encoded(Moments.exact(time)) + "#kept";
        Cell when = new Cell.Link(Moments.relative(time, visit.now()), address);
        return List.of(
                exposure.getDegraded() ? Cell.group(when, new Cell.Badge("degraded", "warn")) : when,
                Cell.text(exposure.getPlacement()),
                Cell.count(exposure.getSlotsCount()),
                Cell.text(Terms.of(exposure.getRung())),
                Cell.text(page.getExposedSlotsCount() == 0 ? "" : Amounts.count(page.getExposedSlotsCount())),
                Cell.text(page.getActedSlots() == 0 ? "" : "down to " + page.getActedSlots()));
    }
}
