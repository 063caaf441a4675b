// The inbox and the person's key in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tessera/authn/freeze_store.hpp>
#include <tessera/authn/notice_store.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

class FakeInbox final : public NoticeStore {
 public:
  Task<> add(const NoticeRow& row) override {
    const bool known = std::ranges::any_of(rows, [&](const auto& r) { return r.id == row.id; });
    if (!known) rows.push_back(row);
    co_return;
  }
  Task<std::vector<NoticeRow>> list(const Uuid& person, std::optional<Uuid> before,
                                    int limit) override {
    std::vector<NoticeRow> mine;
    for (const auto& row : rows) {
      if (row.person == person && (!before || row.id < *before)) mine.push_back(row);
    }
    std::ranges::sort(mine, std::greater<>(), &NoticeRow::id);
    if (mine.size() > static_cast<std::size_t>(limit)) mine.resize(static_cast<std::size_t>(limit));
    co_return mine;
  }
  Task<int> count_unread(const Uuid& person) override {
    co_return static_cast<int>(std::ranges::count_if(
        rows, [&](const auto& row) { return row.person == person && !row.read; }));
  }
  Task<> mark_read(const Uuid& person, std::vector<Uuid> ids, TimePoint now) override {
    for (auto& row : rows) {
      const bool named = ids.empty() || std::ranges::find(ids, row.id) != ids.end();
      if (row.person == person && named && !row.read) row.read = now;
    }
    co_return;
  }
  Task<std::optional<NoticeRow>> find_token(BytesView token_hash) override {
    for (const auto& row : rows) {
      if (!row.token_hash.empty() && std::ranges::equal(row.token_hash, token_hash)) co_return row;
    }
    co_return std::nullopt;
  }

  std::vector<NoticeRow> rows;
};

// Keeps the name in the box, so that a box in another place does not open. Who is erased has none.
class FakePersonBox final : public people::PersonBox {
 public:
  Task<std::optional<Bytes>> seal(const Uuid& person, std::string_view name,
                                  std::string_view text) override {
    if (erased == person) co_return std::nullopt;
    co_return to_bytes("box " + std::string(name) + ' ' + std::string(text));
  }
  Task<std::vector<std::string>> open(const Uuid& person, std::span<const Named> boxes) override {
    std::vector<std::string> texts(boxes.size());
    if (erased == person) co_return texts;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const auto prefix = "box " + boxes[i].name + ' ';
      const std::string_view text = as_text(boxes[i].box);
      if (text.starts_with(prefix)) texts[i] = text.substr(prefix.size());
    }
    co_return texts;
  }

  std::optional<Uuid> erased;
};

// Persons are what the test put there; nothing is locked.
class FakeFreezes final : public FreezeStore {
 public:
  explicit FakeFreezes(FakeInbox& inbox) : inbox_(inbox) {}

  Task<bool> freeze(const FreezeChange& change) override {
    if (change.notice) {
      const auto row = std::ranges::find(inbox_.rows, *change.notice, &NoticeRow::id);
      if (row == inbox_.rows.end() || row->repudiated) co_return false;
      row->repudiated = change.now;
    } else if (frozen.contains(change.person)) {
      co_return false;
    }
    frozen[change.person] = change;
    keep(change.events, change.messages);
    co_return true;
  }
  Task<bool> lift(const LiftChange& change) override {
    const auto found = frozen.find(change.person);
    if (found == frozen.end() || (change.by && found->second.by != *change.by)) co_return false;
    if (change.due && (!found->second.until || *found->second.until > change.now)) co_return false;
    frozen.erase(found);
    keep(change.events, change.messages);
    co_return true;
  }
  Task<std::optional<people::Person>> intervene(const InterventionChange& change) override {
    standing[change.person] = change.standing;
    keep(change.events, change.messages);
    co_return people::Person{.id = change.person, .standing = change.standing};
  }
  Task<bool> add_note(const NoteChange&) override { co_return false; }
  Task<std::vector<AccountCase>> open_cases(std::optional<Uuid>, int) override {
    co_return std::vector<AccountCase>{};
  }
  Task<std::optional<SealedCase>> load_case(const Uuid&) override { co_return std::nullopt; }
  Task<bool> spend(const UsedAuthenticator& used, const Uuid&, TimePoint) override {
    co_return used.counter == 0 || spent.insert(used.counter).second;
  }
  Task<std::vector<Uuid>> list_due(TimePoint now) override {
    std::vector<Uuid> due;
    for (const auto& [person, change] : frozen) {
      if (change.until && *change.until <= now) due.push_back(person);
    }
    co_return due;
  }

  std::map<Uuid, FreezeChange> frozen;
  std::map<Uuid, people::AccountStanding> standing;
  std::set<std::int64_t> spent;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;

 private:
  void keep(const std::vector<audit::Event>& more, const std::vector<OutboxMessage>& sent) {
    events.insert(events.end(), more.begin(), more.end());
    messages.insert(messages.end(), sent.begin(), sent.end());
  }
  FakeInbox& inbox_;
};

}  // namespace tessera::authn
