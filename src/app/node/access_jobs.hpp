// What access does by itself: tells holders of courses that end, and forgets old counts.
#pragma once

#include "app/node/people_room.hpp"

namespace tessera::app {

void add_access_jobs(runtime::Jobs& jobs, Backends& backends, AccessRoom& access,
                     authn::Notices& notices);

}  // namespace tessera::app
