// Requests that wait for their person while something else polls: device codes (RFC 8628) and
// backchannel authentication (CIBA). What expires by itself, and the messages that go with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/oauth/code_store.hpp>

namespace tessera::oauth {

struct PendingRequest {
  Uuid client;
  std::optional<Uuid> person;  // who may answer it; nullopt: whoever has the user code
  std::string sealed;          // what was asked; the store cannot read it
  seconds interval{5};         // between polls; grows by 5 s when one comes too early
  TimePoint expires;
};

enum class PendingState { waiting, approved, denied, used };

struct FoundPending {
  Bytes hash;
  PendingRequest request;
  PendingState state = PendingState::waiting;
};

enum class PollResult {
  absent,        // never issued, or forgotten
  other_client,  // issued to another client; left as it is
  too_early,
  waiting,
  denied,
  approved,  // until settle; what is made from it has its own guard against a second time
  used,
  expired,
};
struct Polled {
  PollResult result = PollResult::absent;
  CodeRecord record;  // if approved
};

// Keys are SHA-256 of the code, so that a reader of the store cannot redeem one.
class PendingStore {
 public:
  virtual ~PendingStore() = default;
  [[nodiscard]] virtual Task<> save(const Bytes& hash, const PendingRequest& request,
                                    TimePoint now) = 0;
  // Atomic, one round trip.
  [[nodiscard]] virtual Task<Polled> poll(const Bytes& hash, const Uuid& client, TimePoint now) = 0;
  // The approval was redeemed: later polls learn that it was used.
  [[nodiscard]] virtual Task<> settle(const Bytes& hash) = 0;
  // Keeps other answers out for some seconds, while this one is written elsewhere. `answer` names
  // who and what; the same may claim again. False if another one did, or it does not wait any more.
  [[nodiscard]] virtual Task<bool> claim(const Bytes& hash, const std::string& answer,
                                         TimePoint now) = 0;
  // Atomic: the first answer counts. nullopt denies. False if it does not wait any more.
  [[nodiscard]] virtual Task<bool> answer(const Bytes& hash,
                                          const std::optional<CodeRecord>& approved,
                                          TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<FoundPending>> load(const Bytes& hash) = 0;

  // False if the user code belongs to a request already.
  [[nodiscard]] virtual Task<bool> name(const Bytes& user_code_hash, const Bytes& hash,
                                        seconds life) = 0;
  [[nodiscard]] virtual Task<std::optional<Bytes>> find_named(const Bytes& user_code_hash) = 0;

  // Takes one of `most` places that the client has with the person, until it is answered or `life`
  // is over, however soon the request expires. False if none is free.
  [[nodiscard]] virtual Task<bool> admit(const Uuid& person, const Uuid& client, const Bytes& hash,
                                         int most, seconds life, TimePoint now) = 0;
  // Puts it on the list of its person.
  [[nodiscard]] virtual Task<> enlist(const Uuid& person, const Bytes& hash, TimePoint expires,
                                      TimePoint now) = 0;
  // Those on the list that wait, oldest first.
  [[nodiscard]] virtual Task<std::vector<FoundPending>> list(const Uuid& person, TimePoint now) = 0;
};

// Events and the messages that go with them, in one commit.
class NoticeStore {
 public:
  virtual ~NoticeStore() = default;
  [[nodiscard]] virtual Task<> save(std::vector<audit::Event> events,
                                    std::vector<OutboxMessage> messages, TimePoint now) = 0;
};

}  // namespace tessera::oauth
