/** What pages need of the machine: working space, which is lent, and time. */
@NullMarked
package io.reco.server.recommend.space;

import org.jspecify.annotations.NullMarked;
