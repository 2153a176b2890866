package io.reco.server.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.reco.server.console.screen.Overview;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.screen.ServerState;
import io.reco.server.console.screen.article.ArticleChange;
import io.reco.server.console.screen.article.ArticleList;
import io.reco.server.console.screen.article.OneArticle;
import io.reco.server.console.screen.article.Problems;
import io.reco.server.console.screen.live.Live;
import io.reco.server.console.screen.live.TestEvent;
import io.reco.server.console.screen.quality.Quality;
import io.reco.server.console.screen.reader.OneReader;
import io.reco.server.console.screen.reader.ReaderErasure;

/**
 * A screen and where it is.
 *
 * @param path from the root; also what is asked for a form of it
 * @param here which entry of the rail it belongs to
 * @param screen what is shown
 * @param change what a form that is sent to it does, and shows afterwards
 */
record Place(String path, String here, Screen screen, Optional<Screen> change) {

    private static final OneArticle ARTICLE = new OneArticle();
    private static final OneReader READER = new OneReader();
    private static final Live LIVE = new Live();
    private static final Map<String, Place> ALL = List.of(
                    show("/", "", new Overview()),
                    new Place("/reader", "reader", READER, Optional.of(new ReaderErasure(READER))),
                    show("/articles", "articles", new ArticleList()),
                    show("/problems", "articles", new Problems()),
                    new Place("/article", "articles", ARTICLE, Optional.of(new ArticleChange(ARTICLE))),
                    show("/quality", "quality", new Quality()),
                    new Place("/live", "live", LIVE, Optional.of(new TestEvent(LIVE))),
                    show("/system", "system", new ServerState()))
            .stream()
            .collect(Collectors.toMap(Place::path, Function.identity()));

    private static Place show(String path, String here, Screen screen) {
        return new Place(path, here, screen, Optional.empty());
    }

    static Optional<Place> at(String path) {
        return Optional.ofNullable(ALL.get(path));
    }

    /** What a form that is sent to it says it is for. */
    String action() {
        return path.substring(1);
    }
}
