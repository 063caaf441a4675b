// GET /audit/head: the latest signed head of the journal, for everybody to keep.
#pragma once

#include <tessera/audit/sequencer.hpp>
#include <tessera/http/router.hpp>

namespace tessera::endpoints {

// 404 before the first event was sequenced. The sequencer must outlive the router.
void add_head_route(http::Router& router, audit::Sequencer& sequencer);

}  // namespace tessera::endpoints
