/** Commands about pages and lists of articles. */
@NullMarked
package io.reco.server.tool.page;

import org.jspecify.annotations.NullMarked;
