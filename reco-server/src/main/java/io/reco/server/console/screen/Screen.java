package io.reco.server.console.screen;

import java.util.concurrent.CompletableFuture;

import io.reco.server.console.answer.Page;
import io.reco.server.console.visit.Visit;

/** Something to be looked at. */
public interface Screen {

    /** What it shows to who asks; comes without holding up who asks for it. */
    CompletableFuture<Page> show(Visit visit);
}
