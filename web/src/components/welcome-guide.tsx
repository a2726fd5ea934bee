import { Welcome } from '@ant-design/x';
import { CommentOutlined } from '@ant-design/icons';
import type { Chat, Person } from '../api.js';
import { roleNames } from '../role-names.js';

const STEPS = [
  { title: '报一条投诉', text: '以员工身份，在项目群里把业主的话原样发出来。' },
  { title: '回答并确认', text: '客诉助手最多问三个问题，核对草稿后点「确认登记」。' },
  { title: '提交方案', text: '左边「谁有事要处理」里切换到受理人，在卡片上点「提交方案」，写上方案和金额。' },
  { title: '换人审批', text: '再切换到财务总监，打开审批卡片点「同意」。' },
] as const;

/** The way through one complaint, in four steps. */
export function FirstSteps() {
  return (
    <ol className="first-steps">
      {STEPS.map(({ title, text }, index) => (
        <li key={title}>
          <span className="step-number" aria-hidden>
            {index + 1}
          </span>
          <div>
            <strong>{title}</strong>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What stands in a chat before anything has been said in it. */
export function WelcomeGuide({ chat, person }: { readonly chat: Chat; readonly person: Person }) {
  if (chat.kind === 'group') {
    return (
      <div className="welcome">
        <Welcome
          variant="borderless"
          icon={<WelcomeMark />}
          description={
            <Greeting
              title="您好，我是客诉助手"
              text="业主说了什么，直接发在群里，我来登记、定级、送审批、盯时限。四步就能看完一件投诉："
            />
          }
        />
        <FirstSteps />
      </div>
    );
  }
  return (
    <div className="welcome">
      <Welcome
        variant="borderless"
        icon={<WelcomeMark />}
        description={
          <Greeting
            title={`${person.name}，这里是您和客诉助手的私聊`}
            text={`需要您（${roleNames(person.roles)}）处理的审批卡片和提醒会出现在这里。现在没有待办，也可以发「帮助」看看我能做什么。`}
          />
        }
      />
    </div>
  );
}

/** Welcome's own title is a fixed fourth-level heading, which would skip a level here. */
function Greeting({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <>
      <span role="heading" aria-level={3} className="greeting-title">
        {title}
      </span>
      <span className="greeting-text">{text}</span>
    </>
  );
}

function WelcomeMark() {
  return (
    <span className="brand-mark large" aria-hidden>
      <CommentOutlined />
    </span>
  );
}
