package io.reco.server.model.popularity;

/** How many readers an article has, and how often it was viewed and shared; by ordinal, 0 for one that nothing is known of. */
public interface Popularity {

    /** How many readers engaged with an article. One whose history had to go meanwhile counts again when they come back to it. */
    int readers(int article);

    /** How many VIEW events of an article were accepted. */
    int views(int article);

    /** How many SHARE events of an article were accepted. */
    int shares(int article);
}
