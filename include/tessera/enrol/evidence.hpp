// Evidence: scans of documents, streamed in, sealed in chunks under a key per object, never served
// inline, deleted after the decision.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/audit/event.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::enrol {

inline constexpr std::size_t kEvidenceChunk = 256 * 1024;
inline constexpr int kEvidencePerApplication = 10;

struct Evidence {
  Uuid id;
  Uuid application;
  std::string document_type;
  std::string media_type;  // found by magic bytes: "image/jpeg", "image/png", "application/pdf"
  std::int64_t size = 0;
  Bytes digest;      // SHA-256 of the bytes under a key of the object's: kept after deletion
  std::string scan;  // what the scanner said: "clean", "not_scanned"
  TimePoint uploaded;
  bool deleted = false;
};

// The media type of a scan by its first bytes (at least 1 KB, or all of it), if it is one that is
// taken. Errc::unsupported "evidence.type"; "evidence.polyglot" if it is also something else.
[[nodiscard]] Result<std::string> check_magic(BytesView head);
// The end of the same file, at least its last 1 KB: complete, and nothing behind it that another
// program would open. Errc::unsupported "evidence.incomplete", "evidence.polyglot".
[[nodiscard]] Result<void> check_tail(std::string_view media_type, BytesView tail);

// A scanner for malware. Honest: "not_scanned" is an answer and the registrar sees it.
class Scanner {
 public:
  virtual ~Scanner() = default;
  // Called with each chunk in order, then with finish. Errc::invalid "evidence.infected".
  [[nodiscard]] virtual Task<Result<void>> chunk(const Uuid& evidence, BytesView bytes) = 0;
  [[nodiscard]] virtual Task<Result<std::string>> finish(const Uuid& evidence) = 0;
};

// No scanner is configured: every scan is "not_scanned".
class NoScanner final : public Scanner {
 public:
  [[nodiscard]] Task<Result<void>> chunk(const Uuid&, BytesView) override {
    co_return Result<void>{};
  }
  [[nodiscard]] Task<Result<std::string>> finish(const Uuid&) override { co_return "not_scanned"; }
};

class EvidenceStore {
 public:
  virtual ~EvidenceStore() = default;
  // A row in state "uploading" with its wrapped key; not listed before finish. False if the
  // application has kEvidencePerApplication already.
  [[nodiscard]] virtual Task<bool> begin(const Evidence& evidence, const Bytes& wrapped_key) = 0;
  [[nodiscard]] virtual Task<> append(const Uuid& id, int n, const Bytes& box) = 0;
  [[nodiscard]] virtual Task<bool> finish(const Evidence& evidence,
                                          std::vector<audit::Event> events) = 0;
  // An upload that failed, or one its owner takes back while he may edit.
  [[nodiscard]] virtual Task<bool> remove(const Uuid& id, const Uuid& application,
                                          std::vector<audit::Event> events) = 0;
  [[nodiscard]] virtual Task<std::vector<Evidence>> list(const Uuid& application) = 0;
  // The wrapped key; nullopt: unknown, unfinished or deleted.
  [[nodiscard]] virtual Task<std::optional<Bytes>> load_key(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::optional<Bytes>> load_chunk(const Uuid& id, int n) = 0;
  // Uploads begun before `before` and never finished.
  [[nodiscard]] virtual Task<int> remove_abandoned(TimePoint before) = 0;
};

// One document as the applicant states it. Days are "YYYY-MM-DD".
struct Document {
  std::string type;
  std::string number;
  std::string country;  // ISO 3166-1 alpha-2, upper case
  std::string issued;
  std::string expires;
};
[[nodiscard]] std::span<const std::string_view> document_types();
// Every wrong field with its id: "document.type", "document.number", "document.country",
// "document.date", "document.issued_future", "document.expired", "document.order",
// "document.too_long_valid", "document.before_birth".
[[nodiscard]] std::vector<FieldError> check_document(const Document& document,
                                                     std::string_view birthdate, TimePoint now);

}  // namespace tessera::enrol
