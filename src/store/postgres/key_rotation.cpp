#include "store/postgres/key_rotation.hpp"

#include <algorithm>

#include "queries.hpp"
#include "store/postgres/journal_param.hpp"
#include "store/postgres/one_event.hpp"

namespace tessera::store::postgres {
namespace {

audit::Event key_event(std::string type, std::string_view object, const RequestContext& context) {
  auto event = audit::make_event(std::move(type), context);
  event.actor_kind = "system";
  event.object_type = "crypto_key";
  event.object_id = std::string(object);
  return event;
}

Result<crypto::KeyRule> find_rule(std::string_view purpose) {
  const auto* rule = crypto::find_key_rule(purpose);
  if (rule == nullptr) {
    return fail(Errc::not_found, "key.purpose_unknown",
                "There is no key purpose \"" + std::string(purpose) + "\".");
  }
  return *rule;
}

std::unexpected<Error> refuse_fixed(const crypto::KeyRule& rule, std::string_view verb) {
  return fail(Errc::unsupported, "key.purpose_fixed",
              "The key of " + std::string(rule.purpose) + " is not " + std::string(verb) + ": " +
                  std::string(rule.note) + ".");
}

// The youngest key of a purpose; every purpose has one once a node was started.
const StoredKey* youngest(const std::vector<StoredKey>& keys, std::string_view purpose) {
  const StoredKey* found = nullptr;
  for (const auto& key : keys) {
    if (key.purpose != purpose || !key.label.empty()) continue;
    if (found == nullptr || key.generation > found->generation) found = &key;
  }
  return found;
}

}  // namespace

crypto::MasterKey* KeyRotation::find_master(std::string_view id) const {
  const auto found = std::ranges::find_if(masters_, [&](auto* m) { return m->id() == id; });
  return found == masters_.end() ? nullptr : *found;
}

Result<Bytes> KeyRotation::unwrap(const StoredKey& row, crypto::MasterKey* to) const {
  auto* master = to != nullptr && to->id() == row.master ? to : find_master(row.master);
  if (master != nullptr) {
    if (auto plain = master->unwrap(row.wrapped, row.context())) return plain;
  }
  return fail(Errc::conflict, "keyring.wrong_master",
              "Key " + std::to_string(row.id) + " (" + row.purpose + ") is wrapped by master key " +
                  row.master + ", which is not configured here, or was altered.");
}

Result<Rotated> KeyRotation::rotate_locked(Connection& db, const crypto::KeyRule& rule,
                                           const RequestContext& context,
                                           std::unique_ptr<audit::Sealed>& sealed) {
  const auto now = context.received;
  const auto keys = list_keys(db);
  const auto* last = youngest(keys, rule.purpose);
  if (last == nullptr) {
    return fail(Errc::conflict, "key.missing", "Start a node once: it makes the first keys.");
  }
  if (last->activates > now) {
    return fail(Errc::conflict, "key.announced",
                "A new key is announced already; it is in use some minutes from now.");
  }
  auto* master = find_master(keys.back().master);
  if (master == nullptr) return std::unexpected(unwrap(keys.back(), nullptr).error());
  const StoredKey next{
      .purpose = std::string(rule.purpose), .label = "", .generation = last->generation + 1};
  Rotated out{.generation = next.generation, .activates = now + crypto::kAnnounceAhead};
  if (rule.readable) out.old_expires = out.activates + *rule.readable;
  const Secret key(random_.bytes(32));
  auto event = key_event("crypto_key.rotated", rule.purpose, context);
  event.details["generation"] = next.generation;
  sealed = seal_one(journal_, std::move(event));
  out.id =
      db.exec(sql::crypto_key_rotate, {journal_param(sealed->rows()), next.purpose, next.generation,
                                       master->wrap(key.reveal_bytes(), next.context()),
                                       master->id(), now, out.activates, out.old_expires})[0]
          .integer(0);
  return out;
}

Result<Rotated> KeyRotation::rotate(std::string_view purpose, const RequestContext& context) {
  const auto rule = find_rule(purpose);
  if (!rule) return std::unexpected(rule.error());
  if (!rule->rotates) return refuse_fixed(*rule, "rotated by command");
  return owner_.run_here([&](Connection& db) {
    Result<Rotated> out;
    std::unique_ptr<audit::Sealed> sealed;
    db.transaction([&] {
      db.exec(sql::crypto_key_lock);
      out = rotate_locked(db, *rule, context, sealed);
    });
    if (sealed) sealed->committed();
    return out;
  });
}

Result<std::size_t> KeyRotation::retire(std::string_view purpose, const RequestContext& context) {
  const auto rule = find_rule(purpose);
  if (!rule) return std::unexpected(rule.error());
  if (!rule->rotates || !rule->readable) return refuse_fixed(*rule, "retired");
  const auto sealed = seal_one(journal_, key_event("crypto_key.retired", purpose, context));
  const auto count = owner_.run_here([&](Connection& db) {
    return db
        .exec(sql::crypto_key_retire, {journal_param(sealed->rows()), purpose, context.received})
        .size();
  });
  if (count > 0) sealed->committed();
  return count;
}

Result<std::size_t> KeyRotation::rewrap_locked(Connection& db, crypto::MasterKey& to) {
  std::vector<StoredKey> changed;
  for (auto& row : list_keys(db)) {
    if (row.master == to.id()) continue;
    auto plain = unwrap(row, &to);
    if (!plain) return std::unexpected(plain.error());
    row.wrapped = to.wrap(*plain, row.context());
    wipe(plain->data(), plain->size());
    changed.push_back(std::move(row));
  }
  for (const auto& row : changed) db.exec(sql::crypto_key_rewrap, {row.id, row.wrapped, to.id()});
  return changed.size();
}

Result<std::size_t> KeyRotation::rewrap(crypto::MasterKey& to, const RequestContext& context) {
  const auto sealed = seal_one(journal_, key_event("master_key.changed", to.id(), context));
  const auto boot = sealed->rows().front().boot;
  const auto lacking = owner_.run_here([&](Connection& db) {
    return db.exec(sql::node_without_master, {to.id(), context.received - kNodeIsAlive, boot});
  });
  if (!lacking.empty()) {
    return fail(Errc::conflict, "node.lacks_master",
                "Node " + lacking[0].string(0) +
                    " does not hold the new master key: set keys.other_master_key_file there and "
                    "start it again. A node that was stopped is forgotten after a minute.");
  }
  return owner_.run_here([&](Connection& db) {
    Result<std::size_t> out;
    db.transaction([&] {
      db.exec(sql::crypto_key_lock);
      out = rewrap_locked(db, to);
      if (out && *out > 0) db.exec(sql::journal_insert_events, {journal_param(sealed->rows())});
    });
    if (out && *out > 0) sealed->committed();
    return out;
  });
}

}  // namespace tessera::store::postgres
