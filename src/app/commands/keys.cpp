#include "app/commands/keys.hpp"

#include <cstdio>
#include <iostream>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/jose/jwk.hpp>

#include "app/exit_code.hpp"
#include "app/node/offline.hpp"
#include "queries.hpp"
#include "store/postgres/journal_param.hpp"

namespace tessera::app {
namespace {

const char* word(oauth::RotationStep::Kind kind) {
  using Kind = oauth::RotationStep::Kind;
  switch (kind) {
    case Kind::make_active:
      return "made and activated";
    case Kind::make_next:
      return "published, to be activated later";
    case Kind::activate:
      return "activated";
    case Kind::remove:
      return "removed";
  }
  return "";
}

audit::Event mark_event(const RequestContext& context, const std::string& value) {
  auto event = audit::make_event("config.issue_not_before.set", context);
  event.actor_kind = "system";
  event.object_type = "setting";
  event.object_id = "issue_not_before";
  event.details = {{"value", value}};
  return event;
}

}  // namespace

int run_keys_list(const ConfigSource& source) {
  return run_offline(source, [](Backends&, Rooms& rooms) -> Task<int> {
    std::printf("%-44s %-6s %-8s %-21s %s\n", "KID", "ALG", "STATE", "PUBLISHED", "ACTIVATED");
    for (const auto& key : co_await rooms.oauth.signing_keys.list()) {
      std::printf("%-44s %-6s %-8s %-21s %s\n", key.kid.c_str(),
                  std::string(jose::to_string(key.alg)).c_str(),
                  std::string(jose::to_string(key.state)).c_str(),
                  codec::render_rfc3339(key.published).c_str(),
                  key.activated ? codec::render_rfc3339(*key.activated).c_str() : "-");
    }
    co_return kOk;
  });
}

int run_keys_rotate(const ConfigSource& source) {
  return run_offline(source, [](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto steps =
        co_await rooms.oauth.signing_keys.rotate({.kind = "system"}, command_context(backends));
    for (const auto& step : steps) {
      std::printf("%s %s: %s\n", std::string(jose::to_string(step.alg)).c_str(), step.kid.c_str(),
                  word(step.kind));
    }
    if (steps.empty())
      std::puts("nothing can be rotated yet: next keys were not published long enough");
    co_return steps.empty() ? kChangesPending : kOk;
  });
}

int run_keys_withdraw(const ConfigSource& source, const std::string& kid,
                      const std::string& reason) {
  return run_offline(source, [&](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto done = co_await rooms.oauth.signing_keys.withdraw(kid, reason, {.kind = "system"},
                                                                 command_context(backends));
    if (!done) {
      std::fprintf(stderr, "tessera: %s\n", done.error().text.c_str());
      co_return kFailed;
    }
    std::printf("%s: withdrawn; nothing that it signed is accepted any more\n", kid.c_str());
    co_return kOk;
  });
}

int run_keys_not_before(const ConfigSource& source) {
  return run_offline(source, [](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto& url = rooms.settings().text("database.owner_url");
    if (url.empty())
      co_return complain(
          {.text = "database.owner_url is not set: only the owner may set this mark"});
    const auto now = backends.clock->now();
    const auto value = codec::render_rfc3339_micros(now);
    store::postgres::Pool owner({.url = url, .connections = 1});
    auto sealed = rooms.journal.journal.seal({mark_event(command_context(backends), value)});
    owner.run_here([&](store::postgres::Connection& connection) {
      return connection
          .exec(sql::setting_save,
                {"issue_not_before", value, now, store::postgres::journal_param(sealed->rows())})
          .affected();
    });
    sealed->committed();
    std::printf("sessions, codes and refresh tokens issued before %s are refused\n", value.c_str());
    co_return kOk;
  });
}

}  // namespace tessera::app
