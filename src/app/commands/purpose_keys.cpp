#include "app/commands/purpose_keys.hpp"

#include <cstdio>

#include <tessera/codec/rfc3339.hpp>

#include "app/exit_code.hpp"
#include "app/node/offline.hpp"
#include "store/postgres/key_rotation.hpp"

namespace tessera::app {
namespace {

using store::postgres::KeyRotation;
using store::postgres::StoredKey;

const char* state_of(const StoredKey& key, TimePoint now) {
  if (key.expires && *key.expires <= now) return "expired";
  if (key.retired && *key.retired <= now) return "opens";
  if (key.activates > now) return "announced";
  return "seals";
}

// A pool of the owner's, and the verbs over it.
int with_rotation(const ConfigSource& source,
                  const std::function<int(KeyRotation&, Backends&, const RequestContext&)>& task) {
  return run_offline(source, [&task](Backends& backends, Rooms& rooms) -> Task<int> {
    const auto& url = rooms.settings().text("database.owner_url");
    if (url.empty()) {
      co_return complain(
          {.text = "database.owner_url is not set: only the owner changes the table of keys"});
    }
    store::postgres::Pool owner({.url = url, .connections = 1});
    std::vector<crypto::MasterKey*> masters{backends.master.get()};
    if (backends.other_master) masters.push_back(backends.other_master.get());
    KeyRotation rotation(owner, std::move(masters), backends.random, rooms.journal.journal);
    co_return task(rotation, backends, command_context(backends));
  });
}

}  // namespace

int run_keys_purposes(const ConfigSource& source) {
  return run_offline(source, [](Backends& backends, Rooms&) -> Task<int> {
    const auto keys = co_await backends.database.run(
        [](store::postgres::Connection& connection) { return list_keys(connection); });
    std::printf("%-4s %-14s %-8s %-4s %-10s %-21s %-21s %s\n", "ID", "PURPOSE", "LABEL", "GEN",
                "STATE", "CREATED", "EXPIRES", "MASTER");
    for (const auto& key : keys) {
      std::printf("%-4lld %-14s %-8s %-4lld %-10s %-21s %-21s %s\n", static_cast<long long>(key.id),
                  key.purpose.c_str(), key.label.empty() ? "-" : key.label.c_str(),
                  static_cast<long long>(key.generation), state_of(key, backends.clock->now()),
                  codec::render_rfc3339(key.created).c_str(),
                  key.expires ? codec::render_rfc3339(*key.expires).c_str() : "-",
                  key.master.c_str());
    }
    co_return kOk;
  });
}

int run_keys_rotate_purpose(const ConfigSource& source, const std::string& purpose) {
  return with_rotation(
      source, [&](KeyRotation& rotation, Backends&, const RequestContext& context) {
        const auto done = rotation.rotate(purpose, context);
        if (!done) {
          const int code = complain(done.error());
          return done.error().id == "key.announced" ? kChangesPending : code;
        }
        std::printf("%s: key %lld (generation %lld) seals from %s\n", purpose.c_str(),
                    static_cast<long long>(done->id), static_cast<long long>(done->generation),
                    codec::render_rfc3339(done->activates).c_str());
        std::printf("older keys open %s%s: %s\n", done->old_expires ? "until " : "",
                    done->old_expires ? codec::render_rfc3339(*done->old_expires).c_str()
                                      : "for as long as rows are sealed under them",
                    std::string(crypto::find_key_rule(purpose)->note).c_str());
        return kOk;
      });
}

int run_keys_retire(const ConfigSource& source, const std::string& purpose) {
  return with_rotation(
      source, [&](KeyRotation& rotation, Backends&, const RequestContext& context) {
        const auto done = rotation.retire(purpose, context);
        if (!done) return complain(done.error());
        if (*done == 0) {
          std::puts("no key is retired: rotate first, and wait until the new key is in use");
          return kChangesPending;
        }
        std::printf("%zu keys of %s open nothing any more; every node knows within a minute\n",
                    *done, purpose.c_str());
        return kOk;
      });
}

int run_keys_rewrap(const ConfigSource& source, const std::string& new_master_file) {
  return with_rotation(
      source, [&](KeyRotation& rotation, Backends& backends, const RequestContext& context) {
        const auto to = crypto::load_master_key_file(new_master_file, backends.random);
        if (!to) return complain(to.error());
        const auto done = rotation.rewrap(**to, context);
        if (!done) return complain(done.error());
        std::printf("%zu keys are wrapped by %s now\n", *done, (*to)->id().c_str());
        return kOk;
      });
}

}  // namespace tessera::app
