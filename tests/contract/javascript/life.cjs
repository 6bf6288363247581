// Lead users through their lives with the AWS SDK for JavaScript, and print what it saw as JSON.
// Arguments: the endpoint, the region, the instance, and the ids that requests need as JSON.

const sdk = require("@aws-sdk/client-connect");

const [endpoint, region, InstanceId, idsAsJson] = process.argv.slice(2);
const ids = JSON.parse(idsAsJson);
const client = new sdk.ConnectClient({
  endpoint,
  region,
  credentials: { accessKeyId: "contract", secretAccessKey: "contract" },
  maxAttempts: 1,
});

const call = (operation, members) => client.send(new sdk[`${operation}Command`]({ InstanceId, ...members }));

const creation = (Username) => ({
  Username,
  Password: ids.password,
  IdentityInfo: { FirstName: "Zoë", LastName: "Müller", Email: "zoe@example.com" },
  PhoneConfig: { PhoneType: "DESK_PHONE", DeskPhoneNumber: "+442071838750", AfterContactWorkTimeLimit: 30 },
  SecurityProfileIds: [ids.securityProfile],
  RoutingProfileId: ids.routingProfile,
  Tags: { "büro": "Köln" },
});

// Say which class of the SDK an error is, its code, status and message; null if there is none.
async function refusal(operation, members) {
  try {
    await call(operation, members);
    return null;
  } catch (error) {
    return {
      class: Object.keys(sdk).find((name) => name.endsWith("Exception") && error.constructor === sdk[name]),
      code: error.name,
      status: error.$metadata.httpStatusCode,
      message: error.message ?? error.Message,
    };
  }
}

async function userNames() {
  const pages = [];
  for await (const page of sdk.paginateListUsers({ client, pageSize: 2 }, { InstanceId })) {
    pages.push(page.UserSummaryList.map((user) => user.Username));
  }
  return pages;
}

async function describe(UserId) {
  const { User } = await call("DescribeUser", { UserId });
  const { LastModifiedTime, ...shown } = User;
  return { ...shown, isDate: LastModifiedTime instanceof Date };
}

async function main() {
  const seen = {};
  const users = [];
  for (const name of ["zoë", "ada", "bela"]) users.push(await call("CreateUser", creation(name)));
  const [{ UserId, UserArn }] = users;
  seen.created = { UserId, UserArn };
  seen.described = await describe(UserId);
  seen.pages = await userNames();

  await call("UpdateUserIdentityInfo", { UserId, IdentityInfo: { FirstName: "Zoe", LastName: "Miller" } });
  await call("UpdateUserRoutingProfile", { UserId, RoutingProfileId: ids.otherRoutingProfile });
  await call("UpdateUserConfig", { UserId, AutoAcceptConfigs: [{ Channel: "CHAT", AutoAccept: true }] });
  const german = { AttributeName: "connect:Language", AttributeValue: "German", Level: 4 };
  await call("AssociateUserProficiencies", { UserId, UserProficiencies: [german] });
  await client.send(new sdk.UntagResourceCommand({ resourceArn: UserArn, tagKeys: ["büro"] }));
  await client.send(new sdk.TagResourceCommand({ resourceArn: UserArn, tags: { "a/b": "c d" } }));
  seen.updated = await describe(UserId);
  const conditions = [
    { StringCondition: { FieldName: "value", Value: "German" } },
    { NumberCondition: { FieldName: "limit", ComparisonType: "GREATER_OR_EQUAL", MinValue: 4 } },
  ];
  const SearchCriteria = { ListCondition: { TargetListType: "PROFICIENCIES", Conditions: conditions } };
  const found = await call("SearchUsers", { SearchCriteria });
  seen.found = found.Users.map((user) => user.Username);
  const attribute = await call("DescribeInstanceAttribute", { AttributeType: "INBOUND_CALLS" });
  seen.attribute = attribute.Attribute;

  seen.refusals = {
    duplicate: await refusal("CreateUser", creation("ZOË")),
    limit: await refusal("CreateUser", { ...creation("x"), Password: "short" }),
    rule: await refusal("UpdateUserIdentityInfo", { UserId, IdentityInfo: { FirstName: "Zoe" } }),
    missing: await refusal("DescribeUser", { UserId: ids.unknown }),
    unserved: await refusal("ListQueues", {}),
  };

  for (const user of users) await call("DeleteUser", { UserId: user.UserId });
  seen.gone = await refusal("DeleteUser", { UserId });
  seen.left = await userNames();
  console.log(JSON.stringify(seen));
}

main();
