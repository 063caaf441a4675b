#include "store/postgres/keyring_store.hpp"

#include <array>
#include <set>

#include "queries.hpp"

namespace tessera::store::postgres {
namespace {

constexpr std::array kSingle{crypto::kPurposeFingerprint, crypto::kPurposePepper,
                             crypto::kPurposeRefresh,     crypto::kPurposeCookie,
                             crypto::kPurposeFlow,        crypto::kPurposeEvidence,
                             crypto::kPurposeSecretBox,   crypto::kPurposeTokenSigning,
                             crypto::kPurposeHeadSigning, crypto::kPurposeJournalMac};

// Binds a wrapped key to its row, so that rows cannot be swapped.
std::string context_of(std::string_view purpose, std::string_view label, std::int64_t generation) {
  return "crypto_key:" + std::string(purpose) + ":" + std::string(label) + ":" +
         std::to_string(generation);
}

std::chrono::year_month month_of(TimePoint now) {
  const std::chrono::year_month_day day(std::chrono::floor<days>(now));
  return day.year() / day.month();
}

std::string label_of(std::chrono::year_month month) {
  std::string number = std::to_string(static_cast<unsigned>(month.month()));
  if (number.size() < 2) number.insert(0, "0");
  return std::to_string(static_cast<int>(month.year())) + "-" + number;
}

}  // namespace

std::string epoch_label(TimePoint now) {
  return label_of(month_of(now));
}

void KeyringStore::ensure_keys(Connection& connection, TimePoint now) {
  std::set<std::string> present;
  const Rows rows = connection.exec(sql::crypto_key_list);
  for (std::size_t i = 0; i < rows.size(); ++i)
    present.insert(rows[i].string(1) + ":" + rows[i].string(2));
  const auto want = [&](std::string_view purpose, const std::string& label) {
    if (!present.contains(std::string(purpose) + ":" + label))
      ensure(connection, purpose, label, now);
  };
  for (const auto purpose : kSingle) want(purpose, "");
  want(crypto::kPurposePersonEpoch, label_of(month_of(now)));
  want(crypto::kPurposePersonEpoch, label_of(month_of(now) + std::chrono::months{1}));
}

void KeyringStore::ensure(Connection& connection, std::string_view purpose,
                          const std::string& label, TimePoint now) {
  constexpr int kFirst = 1;
  const Secret key(random_.bytes(32));
  const Bytes wrapped = master_.wrap(key.reveal_bytes(), context_of(purpose, label, kFirst));
  connection.exec(sql::crypto_key_insert, {purpose, label, kFirst, wrapped, master_.id(), now});
}

Result<std::shared_ptr<const crypto::Keyring>> KeyringStore::load(Connection& connection) {
  std::vector<crypto::PurposeKey> keys;
  const Rows rows = connection.exec(sql::crypto_key_list);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const std::string purpose = row.string(1);
    const std::string label = row.string(2);
    auto plain = master_.unwrap(row.bytes(4), context_of(purpose, label, row.integer(3)));
    if (!plain) {
      return fail(Errc::conflict, "keyring.wrong_master",
                  "key " + std::to_string(row.integer(0)) + " (" + purpose +
                      ") is wrapped by master key " + row.string(5) + " and cannot be opened by " +
                      master_.id());
    }
    keys.push_back({.id = static_cast<std::uint32_t>(row.integer(0)),
                    .purpose = purpose,
                    .label = label,
                    .key = Secret(std::move(*plain)),
                    .created = row.time(6)});
  }
  return std::make_shared<const crypto::Keyring>(std::move(keys));
}

}  // namespace tessera::store::postgres
