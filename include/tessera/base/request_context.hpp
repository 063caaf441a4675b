// What every service verb is told about the request it serves. Built once, by http/pipeline.
#pragma once

#include <string>

#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera {

struct RequestContext {
  Uuid request_id;            // version 7; in every log line, event and error page
  std::string trace_id;       // 32 hex digits, W3C Trace Context
  std::string address;        // canonical text form of the client address; never logged as it is
  std::string address_class;  // "loopback", "private", "public"; what events may say
  std::string device;         // opaque id of a device cookie whose MAC was right, or empty
  std::string locale;         // negotiated locale, "en" if nothing is known
  std::string user_agent;     // as it was sent, shortened; never logged, shown coarsely only
  TimePoint received;         // now, for the whole request
  std::string manager = {};   // who keeps configuration as code by this request, or empty
  bool dry_run = false;       // check everything and change nothing (base/dry_run.hpp)
};

}  // namespace tessera
