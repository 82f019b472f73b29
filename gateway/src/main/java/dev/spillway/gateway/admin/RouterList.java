package dev.spillway.gateway.admin;

import dev.spillway.gateway.policy.RouterInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The learned routers, without their reports. */
@Schema(name = "RouterList")
record RouterList(@Schema(examples = "list") String object, List<RouterView> data) {

  static RouterList of(List<RouterInfo> routers) {
    return new RouterList("list", routers.stream().map(RouterView::brief).toList());
  }
}
